package dev.gonzo.http.engine.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Encodes events for a stream of type {@code text/event-stream}. Each result is whole blocks or
 * lines.
 */
public final class EventStreamWriter {
  private EventStreamWriter() {}

  /**
   * {@return an event as bytes}
   *
   * @param event the event; any line break in its data becomes a line feed
   */
  public static ByteBuffer encode(ServerSentEvent event) {
    var out = new StringBuilder(event.data().length() + 64);
    if (!event.type().equals(ServerSentEvent.MESSAGE)) {
      out.append("event: ").append(event.type()).append('\n');
    }
    if (!event.id().isEmpty()) {
      out.append("id: ").append(event.id()).append('\n');
    }
    lines(out, "data: ", event.data());
    return UTF_8.encode(out.append('\n').toString());
  }

  /**
   * {@return a comment as bytes, which a client ignores; it keeps a quiet connection open}
   *
   * @param text the comment; may be empty
   */
  public static ByteBuffer comment(String text) {
    var out = new StringBuilder();
    lines(out, ": ", text);
    return UTF_8.encode(out.append('\n').toString());
  }

  /**
   * {@return as bytes how long a client waits before it connects again}
   *
   * @param time the time, in whole milliseconds
   * @throws IllegalArgumentException if it is negative
   */
  public static ByteBuffer retry(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time to wait cannot be negative, got " + time);
    }
    return UTF_8.encode("retry: " + time.toMillis() + "\n\n");
  }

  private static void lines(StringBuilder out, String prefix, String text) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        out.append(prefix).append(text, from, i).append('\n');
        // A carriage return and a line feed are one line break.
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        from = i + 1;
      }
    }
    out.append(prefix).append(text, from, text.length()).append('\n');
  }
}
