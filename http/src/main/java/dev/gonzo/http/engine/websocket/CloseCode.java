package dev.gonzo.http.engine.websocket;

/** Why a WebSocket is closed (RFC 6455, section 7.4, and the registry of IANA). */
public final class CloseCode {
  /** The purpose of the connection is fulfilled. */
  public static final int NORMAL = 1000;

  /** The server goes down, or the page was left. */
  public static final int GOING_AWAY = 1001;

  /** The peer broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A kind of message that is not accepted. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** The close frame had no code. Never in a frame. */
  public static final int NONE = 1005;

  /** There was no close frame. Never in a frame. */
  public static final int LOST = 1006;

  /** Text that is not UTF-8, or data that cannot be decompressed. */
  public static final int INVALID_DATA = 1007;

  /** A rule of the endpoint was broken, and no other code fits. */
  public static final int POLICY_VIOLATION = 1008;

  /** A message was too large. */
  public static final int MESSAGE_TOO_BIG = 1009;

  /** The server did not agree to an extension that the client needs. */
  public static final int EXTENSION_REQUIRED = 1010;

  /** Something unexpected prevented the server from going on. */
  public static final int INTERNAL_ERROR = 1011;

  /** The server restarts. */
  public static final int SERVICE_RESTART = 1012;

  /** The server is overloaded. */
  public static final int TRY_AGAIN_LATER = 1013;

  /** A gateway got an invalid answer from the server behind it. */
  public static final int BAD_GATEWAY = 1014;

  /** TLS failed. Never in a frame. */
  public static final int TLS_FAILED = 1015;

  private CloseCode() {}

  /**
   * {@return whether a code may be in a frame}
   *
   * @param code the code
   */
  public static boolean isValidInFrame(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= INVALID_DATA && code <= BAD_GATEWAY)
        || (code >= 3000 && code <= 4999);
  }
}
