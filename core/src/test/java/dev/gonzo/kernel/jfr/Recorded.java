package dev.gonzo.kernel.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** A recording of Gonzo's events in this JVM, without limits on how short they may be. */
final class Recorded implements AutoCloseable {
  private static final List<String> ALL =
      List.of(
          "TaskStart",
          "TaskEnd",
          "TaskTurn",
          "Trap",
          "Wait",
          "Cancellation",
          "OverdueDeadline",
          "ForeignBlock",
          "NativeBlock",
          "BusyTurn",
          "Kernel");

  private final Recording recording = new Recording();

  private Recorded() {}

  static Recorded all() {
    return of(ALL.toArray(String[]::new));
  }

  static Recorded of(String... events) {
    var recorded = new Recorded();
    for (String event : ALL) {
      if (List.of(events).contains(event)) {
        recorded.recording.enable("dev.gonzo." + event).withThreshold(Duration.ZERO);
      } else {
        recorded.recording.disable("dev.gonzo." + event);
      }
    }
    recorded.recording.enable("dev.gonzo.Loop");
    recorded.recording.start();
    return recorded;
  }

  /** Ends the recording, and reads the events of tasks whose names begin with a text. */
  List<RecordedEvent> ofTasks(String prefix) throws IOException {
    return end().stream()
        .filter(event -> event.hasField("task") && event.getString("task").startsWith(prefix))
        .toList();
  }

  /** Ends the recording, and reads all events. */
  List<RecordedEvent> end() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("gonzo", ".jfr");
    try {
      recording.dump(file);
      return RecordingFile.readAllEvents(file);
    } finally {
      Files.delete(file);
    }
  }

  static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.gonzo." + name))
        .toList();
  }

  /** Whether a method of a class is on the stack of an event. */
  static boolean isOnStack(RecordedEvent event, Class<?> type) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream()
            .filter(RecordedFrame::isJavaFrame)
            .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(type.getName()));
  }

  @Override
  public void close() {
    recording.close();
  }
}
