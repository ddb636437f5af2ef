package dev.gonzo.http.engine.http2;

/** Why a stream or a connection ends (RFC 9113, section 7), in the order of their codes from 0. */
public enum ErrorCode {
  /** Nothing is wrong. */
  NO_ERROR,
  /** The peer breaks a rule that has no code of its own. */
  PROTOCOL_ERROR,
  /** This side has failed. */
  INTERNAL_ERROR,
  /** The peer sends more than it may. */
  FLOW_CONTROL_ERROR,
  /** Settings were not acknowledged in time. */
  SETTINGS_TIMEOUT,
  /** A frame came for a stream that has ended. */
  STREAM_CLOSED,
  /** A frame has a wrong length. */
  FRAME_SIZE_ERROR,
  /** The request was not processed, and may be sent again. */
  REFUSED_STREAM,
  /** The stream is not needed any more. */
  CANCEL,
  /** A header block cannot be decoded. */
  COMPRESSION_ERROR,
  /** The connection behind a CONNECT request has failed. */
  CONNECT_ERROR,
  /** The peer makes too much work. */
  ENHANCE_YOUR_CALM,
  /** The transport is not secure enough. */
  INADEQUATE_SECURITY,
  /** HTTP/1.1 is needed. */
  HTTP_1_1_REQUIRED;

  private static final ErrorCode[] ALL = values();

  /** {@return the error of a code; INTERNAL_ERROR for unknown ones, as section 7 allows} */
  static ErrorCode of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : INTERNAL_ERROR;
  }

  /** {@return the number in frames} */
  public int code() {
    return ordinal();
  }
}
