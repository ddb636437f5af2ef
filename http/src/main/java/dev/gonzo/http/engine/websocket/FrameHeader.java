package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;

/**
 * Decodes the header of a frame, whose bytes may come one by one, and checks what concerns it
 * alone.
 */
final class FrameHeader {
  private final boolean fromClient;
  private final ByteBuffer bytes = ByteBuffer.allocate(Frame.MOST_HEADER_BYTES);

  private boolean isComplete;
  private long length;
  private int key;

  FrameHeader(boolean fromClient) {
    this.fromClient = fromClient;
    next();
  }

  /** Forgets the frame: the next bytes are another one's. */
  void next() {
    isComplete = false;
    bytes.clear().limit(2);
  }

  boolean hasBegun() {
    return bytes.position() > 0;
  }

  boolean isComplete() {
    return isComplete;
  }

  boolean isFinal() {
    return (bytes.get(0) & Frame.FIN) != 0;
  }

  boolean isCompressed() {
    return (bytes.get(0) & Frame.RSV1) != 0;
  }

  int opcode() {
    return bytes.get(0) & Frame.OPCODE;
  }

  boolean isControl() {
    return Frame.isControl(opcode());
  }

  long length() {
    return length;
  }

  /** The key of the payload's first byte; zero changes nothing. */
  int key() {
    return key;
  }

  /**
   * Takes bytes up to the end of the two that each frame has.
   *
   * @return whether these have just been taken, and so can be checked
   */
  boolean readStart(ByteBuffer from) {
    if (bytes.position() >= 2) {
      return false;
    }
    take(from);
    if (bytes.hasRemaining()) {
      return false;
    }
    checkStart(bytes.get(0), bytes.get(1));
    return true;
  }

  /**
   * Takes the rest of the header.
   *
   * @return whether it is complete
   */
  boolean readRest(ByteBuffer from) {
    if (bytes.position() < 2) {
      return false;
    }
    int inStart = bytes.get(1) & Frame.LENGTH;
    int more =
        switch (inStart) {
          case Frame.LENGTH_IN_TWO -> Short.BYTES;
          case Frame.LENGTH_IN_EIGHT -> Long.BYTES;
          default -> 0;
        };
    bytes.limit(2 + more + (fromClient ? Integer.BYTES : 0));
    take(from);
    if (bytes.hasRemaining()) {
      return false;
    }
    length =
        switch (more) {
          case Short.BYTES -> minimal(bytes.getShort(2) & 0xFFFF, Frame.LENGTH_IN_TWO);
          case Long.BYTES -> minimal(bytes.getLong(2), 0x10000);
          default -> inStart;
        };
    key = fromClient ? bytes.getInt(2 + more) : 0;
    isComplete = true;
    return true;
  }

  private void take(ByteBuffer from) {
    while (bytes.hasRemaining() && from.hasRemaining()) {
      bytes.put(from.get());
    }
  }

  private static long minimal(long length, int least) {
    if (length < 0) {
      throw ViolationException.protocol("5.2", "the length of a frame has its highest bit set");
    }
    if (length < least) {
      throw ViolationException.protocol(
          "5.2", "the length " + length + " is not in the shortest form");
    }
    return length;
  }

  private void checkStart(int first, int second) {
    if ((first & Frame.RSV2_AND_RSV3) != 0) {
      throw ViolationException.protocol("5.2", "a reserved bit of a frame is set");
    }
    int opcode = first & Frame.OPCODE;
    if ((opcode > Frame.BINARY && opcode < Frame.CLOSE) || opcode > Frame.PONG) {
      throw ViolationException.protocol("5.2", "opcode " + opcode + " has no meaning");
    }
    if (Frame.isControl(opcode)) {
      checkControl(first, second);
    }
    if (((second & Frame.MASKED) != 0) != fromClient) {
      throw ViolationException.protocol(
          "5.1",
          fromClient
              ? "a frame from the client is not masked"
              : "a frame from the server is masked");
    }
  }

  private static void checkControl(int first, int second) {
    if ((first & Frame.RSV1) != 0) {
      throw ViolationException.protocol("5.2", "a reserved bit of a control frame is set");
    }
    if ((first & Frame.FIN) == 0) {
      throw ViolationException.protocol("5.5", "a control frame is fragmented");
    }
    if ((second & Frame.LENGTH) > Frame.MOST_CONTROL_BYTES) {
      throw ViolationException.protocol("5.5", "a control frame has more than 125 bytes");
    }
  }
}
