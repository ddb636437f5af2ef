package dev.gonzo.cli.perfetto;

import dev.gonzo.cli.history.NotATraceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** The events of a recording. A file that no recorder has written is refused with the reason. */
final class RecordedEvents implements Closeable {
  private final Path file;
  private final RecordingFile events;

  RecordedEvents(Path file) throws NotATraceException {
    this.file = file;
    try {
      events = new RecordingFile(file);
    } catch (IOException | RuntimeException damaged) {
      throw refusal(damaged);
    }
  }

  /** The next event; null at the end. */
  @Nullable RecordedEvent next() throws NotATraceException {
    try {
      return events.hasMoreEvents() ? events.readEvent() : null;
    } catch (IOException | RuntimeException damaged) { // the JDK's reader throws either
      throw refusal(damaged);
    }
  }

  private NotATraceException refusal(Exception damaged) {
    return new NotATraceException(
        file
            + " is damaged or cut off ("
            + damaged.getMessage()
            + "); jcmd PID JFR.dump writes a whole recording");
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
