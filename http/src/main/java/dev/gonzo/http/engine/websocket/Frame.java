package dev.gonzo.http.engine.websocket;

/** The numbers in a frame (RFC 6455, section 5.2). */
final class Frame {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int RSV2_AND_RSV3 = 0x30;
  static final int OPCODE = 0x0F;
  static final int MASKED = 0x80;
  static final int LENGTH = 0x7F;

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** In place of a length: it is in the next two bytes. */
  static final int LENGTH_IN_TWO = 126;

  /** In place of a length: it is in the next eight bytes. */
  static final int LENGTH_IN_EIGHT = 127;

  static final int MOST_CONTROL_BYTES = 125;

  /** The most bytes of a close frame's reason, behind its code. */
  static final int MOST_REASON_BYTES = MOST_CONTROL_BYTES - 2;

  static final int MOST_HEADER_BYTES = 14;

  private Frame() {}

  static boolean isControl(int opcode) {
    return opcode >= CLOSE;
  }
}
