package dev.gonzo.http.engine.sse;

import java.util.Objects;

/**
 * An event of a stream of type {@code text/event-stream}.
 *
 * @param type its type; {@code message} if the stream gives none
 * @param data its data, whose lines end with a line feed, except for the last one
 * @param id the id that a client sends as {@code last-event-id} when it connects again; of a
 *     received event the last one in the stream, empty if there was none; of a sent event empty to
 *     leave it as it is
 */
public record ServerSentEvent(String type, String data, String id) {
  /** The type of events without one. */
  public static final String MESSAGE = "message";

  /**
   * Creates an event.
   *
   * @throws IllegalArgumentException if the type is empty or has a line break, or the id has a line
   *     break or a NUL
   */
  public ServerSentEvent {
    Objects.requireNonNull(data);
    if (type.isEmpty() || hasLineBreak(type)) {
      throw new IllegalArgumentException("a type is one line and not empty; use MESSAGE for none");
    }
    if (hasLineBreak(id) || id.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an id is one line without NUL");
    }
  }

  /**
   * {@return an event of the type {@code message}, without an id}
   *
   * @param data its data
   */
  public static ServerSentEvent of(String data) {
    return new ServerSentEvent(MESSAGE, data, "");
  }

  /**
   * {@return a copy of another type}
   *
   * @param newType the type
   * @throws IllegalArgumentException if it is empty or has a line break
   */
  public ServerSentEvent withType(String newType) {
    return new ServerSentEvent(newType, data, id);
  }

  /**
   * {@return a copy with an id}
   *
   * @param newId the id that a client sends when it connects again
   * @throws IllegalArgumentException if it has a line break or a NUL
   */
  public ServerSentEvent withId(String newId) {
    return new ServerSentEvent(type, data, newId);
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }
}
