package dev.gonzo.http.websocket;

import dev.gonzo.http.engine.websocket.CloseCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where a WebSocket has ended other than by a normal close: the peer gave another code,
 * broke the protocol, or is gone.
 */
public final class WebSocketException extends IOException {
  private static final long serialVersionUID = 1;

  /** Why the WebSocket ended. */
  private final int code;

  /** The peer's reason, or what was wrong. */
  private final String reason;

  WebSocketException(int code, String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
  }

  /** Describes a connection that ended without a close frame. */
  static WebSocketException lost(String problem, @Nullable Throwable cause) {
    return new WebSocketException(
        CloseCode.LOST, problem, "the WebSocket was lost: " + problem, cause);
  }

  /** Describes the same end in another call, which has a stack trace of its own. */
  WebSocketException again() {
    String message = getMessage();
    return new WebSocketException(code, reason, message == null ? reason : message, this);
  }

  /**
   * {@return why it ended: the peer's code, the code that a violation was answered with, or {@link
   * CloseCode#LOST}}
   */
  public int code() {
    return code;
  }

  /** {@return the peer's reason, or what was wrong; may be empty} */
  public String reason() {
    return reason;
  }
}
