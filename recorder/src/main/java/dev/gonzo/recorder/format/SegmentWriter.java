package dev.gonzo.recorder.format;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of one stream into its files, one after the other. One thread at a time uses
 * it.
 */
public final class SegmentWriter implements EntrySink {
  /** After how many bytes a checksum follows. */
  private static final int BLOCK_BYTES = 4 << 10;

  /** What is always left at the end of a file: a checksum, and the mark of what follows. */
  private static final int RESERVE_BYTES = 16;

  /** The next file, which the thread of the recording creates while this one is filled. */
  private static final class Preparation implements Runnable {
    private static final Object TAKEN = new Object();

    private final RecordingFiles files;
    private final int stream;
    private final long number;
    private final AtomicReference<@Nullable Object> made = new AtomicReference<>();

    Preparation(RecordingFiles files, int stream, long number) {
      this.files = files;
      this.stream = stream;
      this.number = number;
    }

    @Override
    public void run() {
      SegmentFile file = made.get() == TAKEN ? null : files.prepare(stream, number);
      if (file != null && !made.compareAndSet(null, file)) {
        files.drop(file);
      }
    }

    /** The file; null if it is not there yet, and then it will not be used. */
    @Nullable SegmentFile take() {
      return made.getAndSet(TAKEN) instanceof SegmentFile file ? file : null;
    }
  }

  private static final byte[] NEXT_FILE = {EntryKind.NEXT_FILE};
  private static final byte[] CUT = {EntryKind.CUT};

  private final RecordingFiles files;
  private final int stream;
  private final byte[] check = new byte[5];
  private SegmentFile file;
  private long lastNumber = 1;
  private long at = SegmentFile.HEADER_BYTES;
  private long blockStart = SegmentFile.HEADER_BYTES;
  private long events;
  private @Nullable Preparation preparation;
  private boolean ended;

  SegmentWriter(RecordingFiles files, int stream, SegmentFile first) {
    this.files = files;
    this.stream = stream;
    this.file = first;
    first.header(stream, 1, 1);
  }

  /** {@return the number of the stream, from 1} */
  public int stream() {
    return stream;
  }

  @Override
  public boolean beginsFile(int size) {
    if (!ended && at + size + RESERVE_BYTES > file.size()) {
      next(size);
    }
    return at == SegmentFile.HEADER_BYTES;
  }

  @Override
  public boolean add(byte[] bytes, int size) {
    if (ended) {
      return false;
    }
    put(bytes, size);
    if ((bytes[0] & EntryKind.MASK) < EntryKind.PLACE) {
      events++;
    }
    if (at - blockStart >= BLOCK_BYTES) {
      putCheck();
    }
    if (preparation == null && at > file.size() / 2) {
      preparation = new Preparation(files, stream, ++lastNumber);
      files.submit(preparation);
    }
    return true;
  }

  private void put(byte[] bytes, int size) {
    file.put(at, bytes, size);
    at += size;
  }

  private void putCheck() {
    int checksum = file.checksum(blockStart, at);
    check[0] = EntryKind.CHECK;
    for (int i = 0; i < 4; i++) {
      check[i + 1] = (byte) (checksum >> (8 * i));
    }
    put(check, check.length);
    blockStart = at;
  }

  private void next(int size) {
    long least = size + (long) SegmentFile.HEADER_BYTES + RESERVE_BYTES;
    SegmentFile following = preparation == null ? null : preparation.take();
    preparation = null;
    if (following != null && following.size() < least) {
      files.drop(following);
      following = null;
    }
    if (following == null) {
      // The thread is behind, or could not create one: this slows the program down, which is better
      // than to lose events.
      following = files.create(stream, ++lastNumber, least);
    }
    if (following == null) {
      finish(CUT);
      return;
    }
    following.header(stream, lastNumber, events + 1);
    putCheck();
    put(NEXT_FILE, 1);
    files.release(file, at, false);
    file = following;
    at = SegmentFile.HEADER_BYTES;
    blockStart = at;
  }

  private void finish(byte @Nullable [] mark) {
    if (!ended) {
      ended = true;
      if (mark != null) {
        put(mark, 1);
      }
      putCheck();
      SegmentFile unused = preparation == null ? null : preparation.take();
      if (unused != null) {
        files.drop(unused); // before the last one, after which the thread may be gone
      }
      files.release(file, at, true);
    }
  }

  @Override
  public void end() {
    finish(null);
  }

  /** Ends the stream before its kernel has ended. */
  public void cut() {
    finish(CUT);
  }
}
