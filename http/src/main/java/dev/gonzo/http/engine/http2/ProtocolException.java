package dev.gonzo.http.engine.http2;

/** What the peer did wrong, on its way to where it is answered. */
final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int stream;
  private final ErrorCode error;
  private final String section;

  private ProtocolException(int stream, ErrorCode error, String section, String reason) {
    super(reason, null, false, false);
    this.stream = stream;
    this.error = error;
    this.section = section;
  }

  /** An error that ends the connection. */
  static ProtocolException connection(ErrorCode error, String section, String reason) {
    return new ProtocolException(0, error, section, reason);
  }

  /** An error that ends a stream. */
  static ProtocolException stream(int stream, ErrorCode error, String section, String reason) {
    return new ProtocolException(stream, error, section, reason);
  }

  /** {@return the stream; 0 for the connection} */
  int stream() {
    return stream;
  }

  ErrorCode error() {
    return error;
  }

  String section() {
    return section;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
