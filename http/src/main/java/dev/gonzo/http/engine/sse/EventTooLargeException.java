package dev.gonzo.http.engine.sse;

/** Thrown where an event is larger than its reader allows. */
public final class EventTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EventTooLargeException(int eventSize) {
    super("an event has more than " + eventSize + " bytes; close the connection, or allow more");
  }
}
