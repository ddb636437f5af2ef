package dev.gonzo.cli.perfetto;

import static dev.gonzo.cli.perfetto.PerfettoTrace.Arrow.FROM;
import static dev.gonzo.cli.perfetto.PerfettoTrace.Arrow.NONE;
import static dev.gonzo.cli.perfetto.PerfettoTrace.Arrow.TO;

import dev.gonzo.cli.history.NotATraceException;
import dev.gonzo.cli.perfetto.PerfettoTrace.Detail;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import org.jspecify.annotations.Nullable;

/** Draws Gonzo's events of a recording of the JDK's Flight Recorder. */
public final class RecordingTimeline {
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final String EVENTS = "dev.gonzo.";
  private static final int MOST_FRAMES = 16;
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final PerfettoTrace trace;
  private final Tracks tracks;
  private long flows;

  private RecordingTimeline(PerfettoTrace trace) {
    this.trace = trace;
    this.tracks = new Tracks(trace);
  }

  /**
   * {@return whether a file begins as a recording does}
   *
   * @param file the file
   * @throws IOException if it cannot be read
   */
  public static boolean isRecording(Path file) throws IOException {
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      return Files.size(file) >= Integer.BYTES && in.readInt() == MAGIC;
    }
  }

  /**
   * Writes the events of a recording as a trace of Perfetto.
   *
   * @param recording the recording
   * @param output the file to be written
   * @return how many events it has
   * @throws NotATraceException if the recording is damaged
   * @throws IOException if it cannot be read, or the other cannot be written
   */
  public static long write(Path recording, Path output) throws IOException {
    try (var trace = new PerfettoTrace(output);
        var events = new RecordedEvents(recording)) {
      var timeline = new RecordingTimeline(trace);
      for (RecordedEvent event; (event = events.next()) != null; ) {
        String name = event.getEventType().getName();
        if (name.startsWith(EVENTS)) {
          timeline.add(name.substring(EVENTS.length()), event);
        }
      }
      return trace.events();
    } catch (IllegalArgumentException noField) {
      throw new NotATraceException(
          recording + " has events of another version of Gonzo: " + noField.getMessage());
    }
  }

  private void add(String type, RecordedEvent event) throws IOException {
    switch (type) {
      case "Kernel" -> kernel(event);
      case "TaskTurn" ->
          trace.slice(
              tracks.turns(kernelOf(event)),
              begin(event),
              end(event),
              event.getString("task"),
              details(event));
      case "Trap" -> slice(event, nameOf(event.getClass("trap")));
      case "Wait" -> {
        slice(event, "waits at " + nameOf(event.getClass("trap")));
        woken(event);
      }
      case "ForeignBlock" -> slice(event, "foreign block");
      case "TaskStart" -> spawned(event);
      case "TaskEnd" -> instant(event, end(event), "ended: " + event.getString("outcome"));
      case "Cancellation" ->
          instant(
              event,
              end(event),
              (event.getBoolean("arrived") ? "cancelled: " : "never cancelled: ")
                  + event.getString("reason"));
      case "OverdueDeadline" -> instant(event, end(event), "overdue deadline");
      case "NativeBlock" -> instant(event, end(event), "native block");
      case "BusyTurn" -> instant(event, end(event), "busy turn");
      default -> {} // the mark of a loop, or an event of a later version
    }
  }

  private void kernel(RecordedEvent event) throws IOException {
    String kernel = kernelOf(event);
    trace.count(tracks.living(kernel), begin(event), event.getInt("tasks"));
    trace.count(tracks.threads(kernel), begin(event), event.getInt("threads"));
  }

  private void slice(RecordedEvent event, String name) throws IOException {
    trace.slice(trackOf(event), begin(event), end(event), name, details(event));
  }

  private void instant(RecordedEvent event, long nanos, String name) throws IOException {
    trace.instant(trackOf(event), nanos, name, details(event), NONE, 0);
  }

  private void spawned(RecordedEvent event) throws IOException {
    arrow(event, event.getLong("parentId"), "spawns ", begin(event), "spawned");
  }

  private void woken(RecordedEvent event) throws IOException {
    arrow(event, event.getLong("wokenBy"), "wakes ", end(event), "ready");
  }

  /** Draws an arrow from another task to that of an event; without another only its end. */
  private void arrow(RecordedEvent event, long from, String does, long nanos, String happens)
      throws IOException {
    if (from < 0) {
      trace.instant(trackOf(event), nanos, happens, List.of(), NONE, 0);
      return;
    }
    flows++;
    trace.instant(
        tracks.task(kernelOf(event), from),
        nanos,
        does + event.getString("task"),
        List.of(),
        FROM,
        flows);
    trace.instant(trackOf(event), nanos, happens, details(event), TO, flows);
  }

  private long trackOf(RecordedEvent event) throws IOException {
    return tracks.task(kernelOf(event), event.getLong("taskId"), event.getString("task"));
  }

  private static String kernelOf(RecordedEvent event) {
    return event.getString("kernel");
  }

  private static List<Detail> details(RecordedEvent event) {
    var details = new ArrayList<Detail>();
    for (var field : event.getFields()) {
      switch (field.getName()) {
        case "startTime", "duration", "eventThread", "kernel", "task", "trap" -> {}
        case "stackTrace" -> {
          if (event.getStackTrace() != null) {
            details.add(new Detail("stack", stackOf(event)));
          }
        }
        default -> {
          Object value = event.getValue(field.getName());
          if (value instanceof RecordedClass type) {
            details.add(new Detail(field.getName(), type.getName()));
          } else if (value != null) {
            details.add(new Detail(field.getName(), value));
          }
        }
      }
    }
    return details;
  }

  /** The innermost frames, without those of Gonzo before the program's first. */
  private static String stackOf(RecordedEvent event) {
    var lines = new StringBuilder();
    event.getStackTrace().getFrames().stream()
        .filter(RecordedFrame::isJavaFrame)
        .dropWhile(frame -> frame.getMethod().getType().getName().startsWith("dev.gonzo."))
        .limit(MOST_FRAMES)
        .forEach(frame ->
            lines
                .append(frame.getMethod().getType().getName())
                .append('.')
                .append(frame.getMethod().getName())
                .append(':')
                .append(frame.getLineNumber())
                .append('\n'));
    return lines.toString();
  }

  private static String nameOf(@Nullable RecordedClass type) {
    if (type == null) {
      return "a trap";
    }
    String name = type.getName();
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  private static long begin(RecordedEvent event) {
    return nanos(event.getStartTime());
  }

  private static long end(RecordedEvent event) {
    return nanos(event.getEndTime());
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS_A_SECOND + time.getNano();
  }
}
