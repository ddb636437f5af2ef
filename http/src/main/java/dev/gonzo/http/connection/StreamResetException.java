package dev.gonzo.http.connection;

import dev.gonzo.http.engine.http2.ErrorCode;
import java.io.IOException;

/** The peer has given up a stream. Others of its connection go on. */
public final class StreamResetException extends IOException {
  private static final long serialVersionUID = 1;

  private final ErrorCode error;

  StreamResetException(String message, ErrorCode error) {
    super(message);
    this.error = error;
  }

  /** {@return why} */
  public ErrorCode error() {
    return error;
  }
}
