package dev.gonzo.recorder.format;

import dev.gonzo.report.Log;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  private static final long LEAST_SEGMENT_BYTES = 4 << 10;

  /** How many files a recording is made of at least: those that are open cannot be dropped. */
  private static final int LEAST_SEGMENTS = 16;

  /** An entry that needs a larger file ends the recording. */
  private static final long MOST_ENTRY_BYTES = 256 << 20;

  private final Path directory;
  private final long maxBytes;
  private final boolean keepLast;
  private final AtomicLong used = new AtomicLong();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger openStreams = new AtomicInteger();
  private final AtomicBoolean reported = new AtomicBoolean();
  // Full files, the oldest first, which --keep-last may delete.
  private final Queue<Closed> closed = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean ended;

  /** A file that is full: to be cut to what was used of it, unless it is deleted first. */
  private static final class Closed {
    private final SegmentFile file;
    private final long usedBytes;
    private final AtomicBoolean isCounted = new AtomicBoolean();

    Closed(SegmentFile file, long usedBytes) {
      this.file = file;
      this.usedBytes = usedBytes;
    }

    /** Whether the caller is the first to decide as how large it counts. */
    boolean count() {
      return isCounted.compareAndSet(false, true);
    }

    long bytes() {
      return isCounted.get() ? usedBytes : file.size();
    }
  }

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

  /** {@return a new stream, for a kernel; null if there can be no file, or it is closed} */
  public @Nullable SegmentWriter newStream() {
    openStreams.incrementAndGet();
    SegmentFile first = null;
    try {
      // The thread ends when it finds no open streams after this was set.
      if (!ended) {
        int number = streams.incrementAndGet();
        first = create(number, 1, 0);
        return first == null ? null : new SegmentWriter(this, number, first);
      }
      return null;
    } finally {
      if (first == null) {
        streamEnds();
      }
    }
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
      warn("a note could not be added to it", failed);
    }
  }

  private long segmentBytes() {
    long open = Math.max(1, openStreams.get());
    return Math.clamp(maxBytes / (LEAST_SEGMENTS * open), LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES);
  }

  /** Creates a file that a stream needs; null, and a line is logged, if there cannot be one. */
  @Nullable SegmentFile create(int stream, long number, long leastBytes) {
    try {
      return created(stream, number, leastBytes);
    } catch (IOException failed) {
      if (reported.compareAndSet(false, true)) {
        Log.warn(
            "the recording "
                + directory
                + " ends here, and the program goes on: "
                + failed.getMessage());
      }
      return null;
    }
  }

  /** Creates a file that a stream will need; null if there cannot be one now. */
  @Nullable SegmentFile prepare(int stream, long number) {
    try {
      return created(stream, number, 0);
    } catch (IOException failed) {
      return null; // it is tried again, and reported, when the file is needed
    }
  }

  private SegmentFile created(int stream, long number, long leastBytes) throws IOException {
    if (leastBytes > MOST_ENTRY_BYTES) {
      throw new IOException("an answer has " + leastBytes + " bytes, too many to be recorded");
    }
    long size = Math.max(leastBytes, segmentBytes());
    if (!reserve(size)) {
      throw new IOException(
          "it has reached its limit of "
              + maxBytes
              + " bytes; a larger one, or keeping only the last events, would record more");
    }
    boolean isMade = false;
    try {
      SegmentFile made = SegmentFile.create(directory.resolve(name(stream, number)), size);
      isMade = true;
      return made;
    } catch (IOException failed) {
      throw new IOException("a file of it could not be written: " + failed, failed);
    } finally {
      if (!isMade) {
        used.addAndGet(-size);
      }
    }
  }

  static String name(int stream, long number) {
    return "kernel-%d-%06d.events".formatted(stream, number);
  }

  private boolean reserve(long size) {
    while (true) {
      long before = used.get();
      if (before + size > maxBytes) {
        // What would not make enough room is kept.
        if (!keepLast || before - droppable() + size > maxBytes) {
          return false;
        }
        dropOldest();
      } else if (used.compareAndSet(before, before + size)) {
        return true;
      }
    }
  }

  private void dropOldest() {
    Closed oldest = closed.poll();
    if (oldest != null) {
      // Deleted before it was cut, it never counts as smaller.
      used.addAndGet(-(oldest.count() ? oldest.file.size() : oldest.usedBytes));
      delete(oldest.file);
    }
  }

  private long droppable() {
    long bytes = 0;
    for (Closed each : closed) {
      bytes += each.bytes();
    }
    return bytes;
  }

  private void delete(SegmentFile file) {
    try {
      boolean _ = Files.deleteIfExists(file.path());
    } catch (IOException failed) {
      warn("a file of it could not be deleted", failed);
    }
  }

  /** Something that does not end the recording. */
  private void warn(String what, Throwable failed) {
    Log.warn("the recording " + directory + " goes on: " + what, failed);
  }

  /** A file is full, or its stream has ended: it is closed by the thread. */
  void release(SegmentFile file, long usedBytes, boolean last) {
    var full = new Closed(file, usedBytes);
    submit(() -> {
      try {
        if (full.count()) {
          used.addAndGet(usedBytes - file.size());
        }
        file.close(usedBytes);
      } catch (NoSuchFileException deleted) {
        // meanwhile, to make room
      } catch (IOException failed) {
        warn("a file of it could not be cut to its length", failed);
      } finally {
        if (last) {
          streamEnds();
        }
      }
    });
    if (keepLast) {
      closed.add(full);
    }
  }

  private void streamEnds() {
    if (openStreams.decrementAndGet() == 0) {
      LockSupport.unpark(thread);
    }
  }

  /** A file was prepared and is not needed. */
  void drop(SegmentFile file) {
    submit(() -> {
      try {
        file.close(0);
      } catch (IOException failed) {
        warn("a file of it could not be closed", failed);
      }
      delete(file);
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
        try {
          next.run();
        } catch (Throwable failed) {
          warn("its thread has failed at one file, and continues with the next", failed);
        }
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
