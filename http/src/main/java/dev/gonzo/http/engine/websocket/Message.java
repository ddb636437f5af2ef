package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A whole message.
 *
 * @param kind what it consists of
 * @param bytes its bytes, from position to limit
 */
public record Message(Kind kind, ByteBuffer bytes) {
  /** Creates a message. */
  public Message {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(bytes);
  }

  /**
   * {@return the text}
   *
   * @throws IllegalStateException if the message is binary
   */
  public String text() {
    if (kind != Kind.TEXT) {
      throw new IllegalStateException("a binary message has no text; use bytes()");
    }
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
