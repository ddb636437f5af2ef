package dev.gonzo.http.engine.http2;

import java.nio.ByteBuffer;

/** Cuts bytes into frames. Those of bodies are passed on as they come, others as a whole. */
final class FrameReader {
  /** What takes the frames. */
  interface Handler {
    /** Takes the head of any frame; an exception for the connection ends it. */
    void head(int length, int type, int flags, int stream);

    /** Takes the start of a DATA frame; its length counts for windows. */
    void dataStart(int length, int stream);

    /** Takes how many of its bytes are data, after the length of the padding is known. */
    void dataLength(int length, int padding);

    /** Takes some of them. */
    void data(ByteBuffer bytes);

    /** Takes the end of the frame. */
    void dataEnd(int flags);

    /** Takes another frame; the payload is valid during the call. */
    void frame(int type, int flags, int stream, ByteBuffer payload);
  }

  private enum State {
    HEAD,
    PAD_LENGTH,
    DATA,
    PADDING,
    PAYLOAD,
    SKIP
  }

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final Handler handler;
  private final ByteBuffer head = ByteBuffer.allocate(FrameType.HEADER_BYTES);
  private State state = State.HEAD;
  private ByteBuffer payload = EMPTY;
  private int type;
  private int flags;
  private int stream;
  private int rest;
  private int padding;
  private long frames;

  FrameReader(Handler handler) {
    this.handler = handler;
  }

  /** {@return the number of the frame that has begun and is no DATA; 0 if none has} */
  long begun() {
    boolean isOther = state == State.PAYLOAD || state == State.SKIP;
    boolean isHead = state == State.HEAD && head.position() > 0;
    return isOther || isHead ? frames + 1 : 0;
  }

  /**
   * Takes bytes until there are no more; after an exception, of a stream, it may be called again.
   */
  void receive(ByteBuffer bytes) {
    while (step(bytes)) {
      // The next part of a frame.
    }
  }

  private boolean step(ByteBuffer bytes) {
    return switch (state) {
      case HEAD -> readHead(bytes);
      case PAD_LENGTH -> readPadLength(bytes);
      case DATA -> readData(bytes);
      case PADDING, SKIP -> skip(bytes);
      case PAYLOAD -> readPayload(bytes);
    };
  }

  private boolean readHead(ByteBuffer bytes) {
    ByteBuffer whole = head;
    if (head.position() == 0 && bytes.remaining() >= FrameType.HEADER_BYTES) {
      whole = bytes;
    } else {
      while (head.hasRemaining() && bytes.hasRemaining()) {
        head.put(bytes.get());
      }
      if (head.hasRemaining()) {
        return false;
      }
      head.clear();
    }
    int at = whole.position();
    // By bytes, since the order of the caller's buffer may be any.
    rest = unsigned(whole, at) << 16 | unsigned(whole, at + 1) << 8 | unsigned(whole, at + 2);
    type = unsigned(whole, at + 3);
    flags = unsigned(whole, at + 4);
    stream =
        (unsigned(whole, at + 5) & 0x7F) << 24
            | unsigned(whole, at + 6) << 16
            | unsigned(whole, at + 7) << 8
            | unsigned(whole, at + 8);
    if (whole == bytes) {
      bytes.position(at + FrameType.HEADER_BYTES);
    }
    handler.head(rest, type, flags, stream);
    if (type == FrameType.DATA) {
      startData();
    } else if (type > FrameType.CONTINUATION) {
      padding = 0;
      state = State.SKIP;
    } else {
      state = State.PAYLOAD;
    }
    return true;
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xFF;
  }

  private void startData() {
    padding = 0;
    boolean isPadded = (flags & FrameType.PADDED) != 0;
    state = isPadded ? State.PAD_LENGTH : State.DATA;
    if (isPadded && rest == 0) {
      throw tooShort();
    }
    handler.dataStart(rest, stream);
    if (!isPadded) {
      handler.dataLength(rest, 0);
    }
  }

  static ProtocolException tooMuchPadding() {
    return ProtocolException.connection(
        ErrorCode.PROTOCOL_ERROR, "RFC 9113, section 6.1", "the padding is longer than the frame");
  }

  static ProtocolException tooShort() {
    return ProtocolException.connection(
        ErrorCode.FRAME_SIZE_ERROR,
        "RFC 9113, section 4.2",
        "a frame is too short for what its flags say");
  }

  private boolean readPadLength(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return false;
    }
    padding = bytes.get() & 0xFF;
    rest -= 1 + padding;
    if (rest < 0) {
      throw tooMuchPadding();
    }
    state = State.DATA;
    handler.dataLength(rest, 1 + padding);
    return true;
  }

  private boolean readData(ByteBuffer bytes) {
    int part = Math.min(rest, bytes.remaining());
    if (part > 0) {
      ByteBuffer slice = bytes.slice(bytes.position(), part);
      bytes.position(bytes.position() + part);
      rest -= part;
      handler.data(slice);
    }
    if (rest > 0) {
      return false;
    }
    rest = padding;
    state = State.PADDING;
    return true;
  }

  private boolean skip(ByteBuffer bytes) {
    int part = Math.min(rest, bytes.remaining());
    bytes.position(bytes.position() + part);
    rest -= part;
    if (rest > 0) {
      return false;
    }
    boolean isData = state == State.PADDING;
    endFrame();
    if (isData) {
      handler.dataEnd(flags);
    }
    return true;
  }

  private boolean readPayload(ByteBuffer bytes) {
    if (payload.position() == 0 && bytes.remaining() >= rest) {
      ByteBuffer whole = bytes.slice(bytes.position(), rest);
      bytes.position(bytes.position() + rest);
      endFrame();
      handler.frame(type, flags, stream, whole);
      return true;
    }
    if (payload.capacity() < rest) {
      ByteBuffer larger = ByteBuffer.allocate(rest);
      payload = larger.put(payload.flip());
    }
    int part = Math.min(rest - payload.position(), bytes.remaining());
    payload.put(bytes.slice(bytes.position(), part));
    bytes.position(bytes.position() + part);
    if (payload.position() < rest) {
      return false;
    }
    ByteBuffer whole = payload.flip();
    payload = EMPTY;
    endFrame();
    handler.frame(type, flags, stream, whole);
    return true;
  }

  private void endFrame() {
    state = State.HEAD;
    frames++;
  }
}
