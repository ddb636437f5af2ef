package dev.gonzo.cli.history;

import java.io.IOException;
import java.nio.file.Path;

/** The events of a simulated history, one after the other, for other ways to draw them. */
public final class HistoryEvents {
  private HistoryEvents() {}

  /** Takes the events of a history. */
  public interface Visitor {
    /**
     * An event of a task.
     *
     * @param nanos when, since the run began
     * @param host its host
     * @param task the task as {@code name#id}
     * @param text what happens
     * @throws IOException if it cannot be written
     */
    void ofTask(long nanos, String host, String task, String text) throws IOException;

    /**
     * Another event.
     *
     * @param nanos when, since the run began
     * @param host its host, or {@code world}
     * @param topic what it is about
     * @param text what happens
     * @throws IOException if it cannot be written
     */
    void other(long nanos, String host, String topic, String text) throws IOException;
  }

  /**
   * Reads a trace.
   *
   * @param trace the file
   * @param visitor takes each event
   * @throws NotATraceException if it is not a trace
   * @throws IOException if it cannot be read, or the visitor throws it
   */
  public static void read(Path trace, Visitor visitor) throws IOException {
    try (var reader = TraceReader.open(trace)) {
      for (TraceEvent event; (event = reader.next()) != null; ) {
        if (event.isOfTask()) {
          visitor.ofTask(event.nanos(), event.host(), event.topic(), event.text());
        } else {
          String host = event.hasHost() ? event.host() : "world";
          visitor.other(event.nanos(), host, event.topic(), event.text());
        }
      }
    }
  }
}
