package dev.gonzo.http.engine.websocket;

/** Thrown where a message is larger than its collector allows. */
public final class MessageTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MessageTooLargeException(int limit) {
    super("a message has more than " + limit + " bytes; close with 1009, or allow more");
  }
}
