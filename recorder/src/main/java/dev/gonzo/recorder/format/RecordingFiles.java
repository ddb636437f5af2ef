package dev.gonzo.recorder.format;

import dev.gonzo.report.Log;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files of a recording that is being written, and the thread that prepares and closes them. Any
 * thread may use it.
 */
public final class RecordingFiles {
  /** The smallest limit of a recording. */
  public static final long LEAST_BYTES = 64 << 10;

  private static final long MOST_SEGMENT_BYTES = 4 << 20;
  private static final long LEAST_SEGMENT_BYTES = 16 << 10;

  /** An entry that needs a larger file ends the recording. */
  private static final long MOST_ENTRY_BYTES = 256 << 20;

  private final Path directory;
  private final long maxBytes;
  private final boolean keepLast;
  private final long segmentBytes;
  private final AtomicLong used = new AtomicLong();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger openStreams = new AtomicInteger();
  private final AtomicBoolean reported = new AtomicBoolean();
  // Full files, the oldest first, which --keep-last may delete.
  private final Queue<Closed> closed = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean ended;

  private record Closed(Path path, long bytes) {}

  /**
   * Creates the directory of a recording.
   *
   * @param directory the directory, which must not exist
   * @param header what is recorded
   * @param maxBytes how large it may become, at least {@link #LEAST_BYTES}
   * @param keepLast whether the oldest events are dropped at that limit, or recording ends
   * @throws IOException if it cannot be created
   */
  public RecordingFiles(Path directory, RecordingHeader header, long maxBytes, boolean keepLast)
      throws IOException {
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a recording needs at least " + LEAST_BYTES + " bytes, not " + maxBytes);
    }
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.keepLast = keepLast;
    this.segmentBytes = Math.clamp(maxBytes / 16, LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES);
    try {
      Path _ = Files.createDirectory(directory, OwnFiles.directoryAttributes(directory));
    } catch (FileAlreadyExistsException present) {
      throw new FileAlreadyExistsException(
          directory.toString(), null, "it exists already: remove it, or choose another name");
    }
    header.write(directory);
    thread = new Thread(null, this::work, "gonzo-recorder", 0, false);
    thread.setDaemon(true);
    thread.start();
  }

  /** {@return a new stream, for a kernel; null if the limit is reached} */
  public @Nullable SegmentWriter newStream() {
    int number = streams.incrementAndGet();
    openStreams.incrementAndGet();
    SegmentFile first = create(number, 1, segmentBytes);
    if (first == null) {
      openStreams.decrementAndGet();
      return null;
    }
    return new SegmentWriter(this, number, first);
  }

  /**
   * Keeps a sentence that a replay should begin with.
   *
   * @param sentence the sentence
   */
  public void note(String sentence) {
    try {
      Notes.add(directory, sentence);
    } catch (IOException failed) {
      report("a note could not be written: " + failed);
    }
  }

  long segmentBytes() {
    return segmentBytes;
  }

  /** Creates a file of a stream; null, and a line is logged, if there cannot be one. */
  @Nullable SegmentFile create(int stream, long number, long leastBytes) {
    if (leastBytes > MOST_ENTRY_BYTES) {
      report("an answer has " + leastBytes + " bytes, too many to be recorded");
      return null;
    }
    long size = Math.max(leastBytes, segmentBytes);
    if (!reserve(size)) {
      report(
          "it has reached its limit of "
              + maxBytes
              + " bytes; a larger one, or keeping only the last events, would record more");
      return null;
    }
    try {
      return SegmentFile.create(directory.resolve(name(stream, number)), size);
    } catch (IOException failed) {
      used.addAndGet(-size);
      report("a file of it could not be written: " + failed);
      return null;
    }
  }

  static String name(int stream, long number) {
    return "kernel-%d-%06d.events".formatted(stream, number);
  }

  private boolean reserve(long size) {
    while (used.addAndGet(size) > maxBytes) {
      used.addAndGet(-size);
      Closed oldest = keepLast ? closed.poll() : null;
      if (oldest == null) {
        return false;
      }
      try {
        boolean _ = Files.deleteIfExists(oldest.path());
      } catch (IOException failed) {
        report("an old file of it could not be deleted: " + failed);
        return false;
      }
      used.addAndGet(-oldest.bytes());
    }
    return true;
  }

  private void report(String why) {
    if (reported.compareAndSet(false, true)) {
      Log.warn("the recording " + directory + " ends here, and the program goes on: " + why, null);
    }
  }

  /** A file is full, or its stream has ended: it is closed by the thread. */
  void release(SegmentFile file, long usedBytes, boolean last) {
    submit(() -> {
      try {
        file.close(usedBytes);
      } catch (IOException failed) {
        report("a file of it could not be closed: " + failed);
      }
      used.addAndGet(usedBytes - file.size());
      closed.add(new Closed(file.path(), usedBytes));
      if (last) {
        openStreams.decrementAndGet();
      }
    });
  }

  /** A file was prepared and is not needed. */
  void drop(SegmentFile file) {
    submit(() -> {
      try {
        file.close(0);
        boolean _ = Files.deleteIfExists(file.path());
      } catch (IOException failed) {
        report("a file of it could not be deleted: " + failed);
      }
      used.addAndGet(-file.size());
    });
  }

  /** Runs work in the thread, in order. Never blocks: a task's turn calls it. */
  void submit(Runnable one) {
    work.add(one);
    LockSupport.unpark(thread);
  }

  private void work() {
    while (true) {
      Runnable next = work.poll();
      if (next != null) {
        next.run();
      } else if (ended && openStreams.get() == 0) {
        return;
      } else {
        LockSupport.park(this);
      }
    }
  }

  /**
   * Ends the thread when all streams have ended.
   *
   * @param millis how long to wait for that; streams that have not ended then stay as they are, and
   *     can be read
   */
  public void close(long millis) {
    ended = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    try {
      boolean _ = thread.join(java.time.Duration.ofMillis(millis));
    } catch (InterruptedException wanted) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
