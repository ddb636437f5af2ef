package dev.gonzo.recorder.format;

import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.format.EntryReader.KernelEntry;
import dev.gonzo.recorder.format.EntryReader.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one stream, a file at a time. Events whose checksum is wrong are left out,
 * and so is all that follows: {@link #ending} says where and why. Only the last events of a
 * recording that was cut have no checksum.
 */
public final class StreamReader implements Iterator<Event> {
  /** One event, with what is beside it. */
  private record Found(Event event, @Nullable String place) {}

  private static final long MOST_FILE_BYTES = 1 << 30;

  /** How many bytes of an entry may be there without its first. */
  private static final int MOST_PARTIAL_BYTES = 8 << 10;

  /** How many zeros are always at the end of a file whose stream has not ended. */
  private static final int RESERVE_BYTES = 8;

  private static final String CUT =
      "the recording was cut: the program, or its machine, was killed";

  private final Iterator<Path> files;
  private final int stream;
  private final Deque<Found> checked = new ArrayDeque<>();
  private @Nullable Path file;
  private byte[] bytes = {};
  private @Nullable ByteReader from;
  private @Nullable EntryReader entries;
  private int blockStart;
  private long firstNumber = -1;
  private long taken;
  private long read;
  // Of the next trap, which may be behind a checksum or in the next file.
  private @Nullable String placeOfNext;
  private @Nullable String place;
  private @Nullable KernelEntry kernel;
  private @Nullable String ending;
  private boolean damaged;

  /**
   * Creates a reader at the first event.
   *
   * @param files the files of the stream, in order
   * @param stream its number
   */
  public StreamReader(List<Path> files, int stream) {
    this.files = List.copyOf(files).iterator();
    this.stream = stream;
  }

  @Override
  public boolean hasNext() {
    while (checked.isEmpty() && ending == null) {
      readBlock();
    }
    return !checked.isEmpty();
  }

  @Override
  public Event next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the recording has no more events");
    }
    Found found = checked.remove();
    taken++;
    place = found.place();
    return found.event();
  }

  /** {@return the number of the event that was returned last, from 1} */
  public long number() {
    return Math.max(firstNumber, 1) - 1 + taken;
  }

  /** {@return the lines of the program that made the last event, if it is a trap and has them} */
  public @Nullable String place() {
    return place;
  }

  /** {@return whether its first events were dropped, because only the last were to be kept} */
  public boolean isWithoutBegin() {
    boolean _ = hasNext();
    return firstNumber > 1;
  }

  /** {@return the name of the kernel; empty if the beginning was dropped} */
  public String kernelName() {
    boolean _ = hasNext();
    return kernel == null ? "" : kernel.name();
  }

  /** {@return the name of the thread that has called {@code run}; empty if it is not known} */
  public String threadName() {
    boolean _ = hasNext();
    return kernel == null ? "" : kernel.thread();
  }

  /** {@return whether the kernel ran before the recording began} */
  public boolean isFromMiddle() {
    boolean _ = hasNext();
    return kernel != null && kernel.fromMiddle();
  }

  /**
   * Returns how the stream ends. Known after its last event.
   *
   * @return a sentence; empty if the kernel had ended
   */
  public String ending() {
    return ending == null ? "it is not read to its end" : ending;
  }

  /** {@return whether it ends because the rest is damaged} Known after its last event. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Reads up to the next checksum. */
  private void readBlock() {
    var block = new ArrayList<Found>();
    try {
      if (entries == null && !openNext()) {
        return;
      }
      while (true) {
        int at = reader().at();
        Object next = entries().next();
        switch (next) {
          case Event event -> {
            block.add(new Found(event, placeOfNext));
            placeOfNext = null;
          }
          case Mark.PLACE -> placeOfNext = entries().place();
          case Mark.KERNEL -> kernel = entries().kernel();
          case Mark.CHECK -> {
            if (checksum(blockStart, at) != entries().checksum()) {
              ending =
                  damaged(
                      "the checksum of the bytes from " + blockStart + " to " + at + " is wrong");
              return;
            }
            blockStart = reader().at();
            accept(block);
            return;
          }
          case Mark.NEXT_FILE -> {
            if (at != blockStart) {
              ending = damaged("there is no checksum before the end of the file at byte " + at);
              return;
            }
            if (!openNext()) {
              return;
            }
          }
          case Mark.CUT -> {
            ending = "the recording was ended before the program, by its limit or from outside";
            if (isCheckedTo(at)) {
              accept(block);
            }
            return;
          }
          case Mark.END -> {
            ending = "";
            if (isCheckedTo(reader().at())) {
              accept(block);
            }
            return;
          }
          case Mark.NOTHING -> {
            if (isLastEntry(at)) {
              accept(block); // the last entries before the process died
              ending = CUT;
            } else {
              ending = damaged("there is no entry at byte " + at + ", and there are some behind");
            }
            return;
          }
          default -> throw new AssertionError(next);
        }
      }
    } catch (DamagedDataException damaged) {
      ending = damaged(damaged.getMessage());
    } catch (IOException failed) {
      ending = "it cannot be read any further: " + failed;
      damaged = true;
    }
  }

  /** Checks the last block of a stream, whose checksum is behind its mark. */
  private boolean isCheckedTo(int at) {
    int next = reader().at();
    if (entries().next() != Mark.CHECK) {
      if (isLastEntry(next)) {
        return true; // the process died before it
      }
      ending = damaged("there are entries behind the last one");
      return false;
    }
    int end = reader().at() - 5;
    if (checksum(blockStart, end) == entries().checksum()) {
      return true;
    }
    ending = damaged("the checksum of the bytes from " + blockStart + " to " + at + " is wrong");
    return false;
  }

  /**
   * Whether the place of an entry without a first byte is the one at which the process died. Then
   * zeros follow to the end of the file, perhaps behind the rest of that entry. A file without them
   * was complete, and its end is not where an entry that is damaged seems to lead.
   */
  private boolean isLastEntry(int at) {
    int end = bytes.length;
    while (end > at && bytes[end - 1] == 0) {
      end--;
    }
    return bytes.length - end >= RESERVE_BYTES && end - at < MOST_PARTIAL_BYTES;
  }

  private void accept(List<Found> block) {
    checked.addAll(block);
    read += block.size();
    block.clear();
  }

  private String damaged(@Nullable String why) {
    damaged = true;
    return "the recording is damaged at event "
        + (Math.max(firstNumber, 1) + read)
        + ", in the file "
        + (file == null ? "" : file.getFileName())
        + " ("
        + why
        + "): what follows is left out";
  }

  private ByteReader reader() {
    if (from == null) {
      throw new IllegalStateException("no file is open");
    }
    return from;
  }

  private EntryReader entries() {
    if (entries == null) {
      throw new IllegalStateException("no file is open");
    }
    return entries;
  }

  private int checksum(int start, int end) {
    var checksum = new CRC32C();
    checksum.update(bytes, start, end - start);
    return (int) checksum.getValue();
  }

  /** Opens the next file; false, with an ending, if there is none that follows. */
  private boolean openNext() throws IOException {
    while (files.hasNext()) {
      Path next = files.next();
      file = next;
      OwnFiles.requireFile(next);
      if (Files.size(next) > MOST_FILE_BYTES) {
        throw new DamagedDataException(next.getFileName() + " is too large");
      }
      byte[] all = readAll(next);
      if (!isUnused(all)) {
        open(all);
        return true;
      }
    }
    ending = CUT;
    return false;
  }

  /**
   * Whether a file was prepared and not used: it came too late or was too small, and the process
   * died before it was deleted.
   */
  private static boolean isUnused(byte[] all) {
    for (int i = 0; i < Math.min(all.length, Long.BYTES); i++) {
      if (all[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void open(byte[] all) {
    if (all.length < SegmentFile.HEADER_BYTES) {
      throw new DamagedDataException("the file is too short");
    }
    var header = new ByteReader(all, 0, SegmentFile.HEADER_BYTES);
    long mark = header.eightBytes();
    int version = header.fourBytes();
    int ofStream = header.fourBytes();
    long _ = header.eightBytes();
    long first = header.eightBytes();
    if (mark != SegmentFile.MARK || version != SegmentFile.VERSION || ofStream != stream) {
      throw new DamagedDataException("the file does not begin as a file of this stream does");
    }
    if (firstNumber < 0) {
      firstNumber = first;
    } else if (first != firstNumber + read) {
      throw new DamagedDataException(
          "the file begins with event " + first + ": a file before it is missing");
    }
    bytes = all;
    from = new ByteReader(all, SegmentFile.HEADER_BYTES, all.length);
    entries = new EntryReader(from);
    blockStart = SegmentFile.HEADER_BYTES;
  }

  private static byte[] readAll(Path path) throws IOException {
    try {
      return Files.readAllBytes(path);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }
}
