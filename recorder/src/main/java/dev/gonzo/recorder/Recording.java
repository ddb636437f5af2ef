package dev.gonzo.recorder;

import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.format.Notes;
import dev.gonzo.recorder.format.RecordedFiles;
import dev.gonzo.recorder.format.RecordingHeader;
import dev.gonzo.recorder.format.StreamReader;
import dev.gonzo.recorder.format.TrapCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A recording that was made before, for reading. It may be cut, because its program was killed, or
 * damaged: then it has the events up to there, and {@link Stream#ending} says so.
 *
 * <pre>{@code
 * Recording recording = Recording.open(Path.of("server.recording"));
 * for (Recording.Stream kernel : recording.streams()) {
 *   kernel.events().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>It does not suspend, and is for ordinary threads. Any thread may use it.
 */
public final class Recording {
  private final RecordingHeader header;
  private final List<Stream> streams;

  private final List<String> notes;

  private Recording(RecordingHeader header, List<Stream> streams, List<String> notes) {
    this.header = header;
    this.streams = streams;
    this.notes = notes;
  }

  /**
   * Opens a recording. Only its owner can: a replay runs what is in it.
   *
   * @param directory the directory of the recording
   * @return the recording
   * @throws IOException if there is none, it is another user's or a link, its beginning is damaged,
   *     or it is of another version
   */
  public static Recording open(Path directory) throws IOException {
    RecordedFiles files = RecordedFiles.of(directory);
    return new Recording(
        files.header(),
        files.streams().entrySet().stream()
            .map(stream -> new Stream(stream.getKey(), stream.getValue()))
            .toList(),
        Notes.of(directory));
  }

  /** {@return what to know before it is replayed: where the program may differ} */
  public List<String> notes() {
    return notes;
  }

  /** {@return what it is of} */
  public RecordingHeader header() {
    return header;
  }

  /** {@return what was recorded of each kernel, in the order in which they began} */
  public List<Stream> streams() {
    return streams;
  }

  /** {@return the same, for {@link Replay}} */
  public List<RecordedKernel> kernels() {
    return List.copyOf(streams);
  }

  /** {@return why it cannot be replayed, as a sentence; empty if it can} It reads the beginning. */
  public Optional<String> whyNotReplayable() {
    if (!header.withData()) {
      return Optional.of(
          "it was recorded without data (--without-data), so that there is nothing to answer the"
              + " program's reads with: it can only be shown");
    }
    if (header.fromMiddle()) {
      return Optional.of(
          "it begins in the middle of the program, which ran before: it can only be shown");
    }
    if (streams.isEmpty()) {
      return Optional.of("it has no kernel: the program has started none");
    }
    for (Stream stream : streams) {
      StreamReader reader = stream.reader();
      if (reader.isWithoutBegin()) {
        return Optional.of(
            "only its last events were kept (--keep-last), and it has lost the first ones: it can"
                + " only be shown");
      }
      if (reader.isFromMiddle()) {
        return Optional.of(
            "it begins in the middle of the program, which ran before: it can only be shown");
      }
    }
    return Optional.empty();
  }

  /** What was recorded of one kernel. */
  public static final class Stream implements RecordedKernel {
    private final int number;
    private final List<Path> files;

    private Stream(int number, List<Path> files) {
      this.number = number;
      this.files = List.copyOf(files);
    }

    /** {@return its number, from 1, in the order in which the kernels began} */
    public int number() {
      return number;
    }

    /** {@return a reader at its first event, which also has the events' numbers and places} */
    public StreamReader reader() {
      return new StreamReader(files, number);
    }

    @Override
    public String name() {
      return reader().kernelName();
    }

    @Override
    public String thread() {
      return reader().threadName();
    }

    @Override
    public Iterable<Event> events() {
      return this::reader;
    }

    @Override
    public Codec newCodec() {
      return new TrapCodec();
    }

    /**
     * Reads it to its end.
     *
     * @return how it ends, as a sentence; empty if the kernel had ended
     */
    public Optional<String> ending() {
      StreamReader reader = reader();
      reader.forEachRemaining(_ -> {});
      return reader.ending().isEmpty() ? Optional.empty() : Optional.of(reader.ending());
    }

    /**
     * Finds where in the program a trap was made.
     *
     * @param event the number of the event {@code Trapped}, from 1
     * @return the lines of the program, innermost first; empty if places were not recorded
     */
    public Optional<String> place(long event) {
      StreamReader reader = reader();
      while (reader.hasNext()) {
        Event _ = reader.next();
        if (reader.number() >= event) {
          return reader.number() == event ? Optional.ofNullable(reader.place()) : Optional.empty();
        }
      }
      return Optional.empty();
    }
  }
}
