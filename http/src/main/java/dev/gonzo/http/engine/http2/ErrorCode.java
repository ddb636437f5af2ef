package dev.gonzo.http.engine.http2;

/** Why a stream or a connection ends (RFC 9113, section 7). */
public enum ErrorCode {
  /** Nothing is wrong. */
  NO_ERROR(0),
  /** The peer breaks a rule that has no code of its own. */
  PROTOCOL_ERROR(1),
  /** This side has failed. */
  INTERNAL_ERROR(2),
  /** The peer sends more than it may. */
  FLOW_CONTROL_ERROR(3),
  /** Settings were not acknowledged in time. */
  SETTINGS_TIMEOUT(4),
  /** A frame came for a stream that has ended. */
  STREAM_CLOSED(5),
  /** A frame has a wrong length. */
  FRAME_SIZE_ERROR(6),
  /** The request was not processed, and may be sent again. */
  REFUSED_STREAM(7),
  /** The stream is not needed any more. */
  CANCEL(8),
  /** A header block cannot be decoded. */
  COMPRESSION_ERROR(9),
  /** The connection behind a CONNECT request has failed. */
  CONNECT_ERROR(10),
  /** The peer makes too much work. */
  ENHANCE_YOUR_CALM(11),
  /** The transport is not secure enough. */
  INADEQUATE_SECURITY(12),
  /** HTTP/1.1 is needed. */
  HTTP_1_1_REQUIRED(13);

  private static final ErrorCode[] ALL = values();

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** {@return the error of a code, which is its place; INTERNAL_ERROR for unknown ones} */
  static ErrorCode of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : INTERNAL_ERROR;
  }

  /** {@return the number in frames} */
  public int code() {
    return code;
  }
}
