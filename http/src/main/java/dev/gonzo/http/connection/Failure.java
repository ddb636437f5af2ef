package dev.gonzo.http.connection;

import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why a stream or a connection is over. Each task that waits for one of them gets an exception of
 * its own.
 *
 * @param message the reason, as a sentence without its full stop
 * @param reset the error code, if the peer has reset the stream
 * @param isUnprocessed whether the request was certainly not processed
 * @param isOrderly whether the connection ended as it should
 * @param cause the exception behind it, if there is one
 */
record Failure(
    String message,
    @Nullable ErrorCode reset,
    boolean isUnprocessed,
    boolean isOrderly,
    @Nullable Throwable cause) {
  static Failure of(String message) {
    return new Failure(message, null, false, false, null);
  }

  static Failure because(String message, Throwable cause) {
    return new Failure(message + ": " + cause.getMessage(), null, false, false, cause);
  }

  static Failure orderly(String message) {
    return new Failure(message, null, false, true, null);
  }

  static Failure unprocessed(String message) {
    return new Failure(message, null, true, false, null);
  }

  static Failure reset(String message, ErrorCode error) {
    return new Failure(message, error, false, false, null);
  }

  /** {@return an exception for one task, marked as a failure of the transport} */
  IOException exception(ByteStream transport) {
    IOException thrown;
    if (isUnprocessed) {
      thrown = new NotProcessedException(message);
    } else if (reset != null) {
      thrown = new StreamResetException(message, reset);
    } else {
      thrown = new IOException(message, cause);
    }
    StreamFailureException.note(thrown, transport);
    return thrown;
  }
}
