package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import java.nio.ByteBuffer;
import java.util.List;

/** Decodes frames: parts of messages go to the message, control frames to the connection. */
final class FrameReader {
  /** What the connection does with a control frame. */
  @FunctionalInterface
  interface ControlFrames {
    /**
     * Takes a frame.
     *
     * @param payload its bytes, which stay as they are
     * @return whether frames may follow
     */
    boolean take(int opcode, ByteBuffer payload, List<Received> events);
  }

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final FrameHeader header;
  private final MessageReader message;
  private final ControlFrames controlFrames;
  private final long frameSize;

  /** How many bytes of the frame's payload have been taken. */
  private long taken;

  private ByteBuffer control = EMPTY;

  FrameReader(
      boolean fromClient, long frameSize, MessageReader message, ControlFrames controlFrames) {
    header = new FrameHeader(fromClient);
    this.frameSize = frameSize;
    this.message = message;
    this.controlFrames = controlFrames;
  }

  /** Decodes bytes until there are no more, or the connection is closed. */
  void read(ByteBuffer bytes, List<Received> events) {
    while (true) {
      if (!header.isComplete() && !readHeader(bytes)) {
        return;
      }
      if (taken < header.length() && !bytes.hasRemaining()) {
        return;
      }
      boolean goesOn = header.isControl() ? readControl(bytes, events) : readData(bytes, events);
      if (!goesOn) {
        return;
      }
    }
  }

  private boolean readHeader(ByteBuffer bytes) {
    if (header.readStart(bytes) && !header.isControl()) {
      message.checkFrame(header.opcode(), header.isCompressed());
    }
    if (!header.readRest(bytes)) {
      return false;
    }
    taken = 0;
    if (header.isControl()) {
      control = header.length() == 0 ? EMPTY : ByteBuffer.allocate((int) header.length());
    } else {
      if (header.length() > frameSize) {
        throw ViolationException.limit(
            CloseCode.MESSAGE_TOO_BIG, "frameSize", "a frame of " + header.length() + " bytes");
      }
      message.beginFrame(header.opcode(), header.isCompressed(), header.length());
    }
    return true;
  }

  private boolean readControl(ByteBuffer bytes, List<Received> events) {
    int length = Math.min(control.remaining(), bytes.remaining());
    unmask(bytes, control, control.position(), length);
    control.position(control.position() + length);
    if (control.hasRemaining()) {
      return false;
    }
    header.next();
    return controlFrames.take(header.opcode(), control.flip(), events);
  }

  private boolean readData(ByteBuffer bytes, List<Received> events) {
    int length = (int) Math.min(header.length() - taken, bytes.remaining());
    ByteBuffer part;
    if (header.key() == 0) {
      part = bytes.slice(bytes.position(), length);
      bytes.position(bytes.position() + length);
    } else if (bytes.isReadOnly()) {
      part = ByteBuffer.allocate(length);
      unmask(bytes, part, 0, length);
    } else {
      part = bytes.slice(bytes.position(), length);
      unmask(bytes, part, 0, length);
    }
    taken += length;
    boolean isFrameComplete = taken == header.length();
    if (isFrameComplete) {
      header.next();
    }
    message.take(part, isFrameComplete && header.isFinal(), events);
    return isFrameComplete;
  }

  /** Takes bytes and unmasks them into a buffer, which may be the same memory. */
  private void unmask(ByteBuffer from, ByteBuffer to, int target, int length) {
    ByteBuffer source = from.slice(from.position(), length);
    long before = header.isControl() ? target : taken;
    Masking.apply(source, 0, to, target, length, Masking.after(header.key(), before));
    from.position(from.position() + length);
  }

  /** {@return whether a part of a frame has arrived} */
  boolean isInFrame() {
    return header.isComplete() || header.hasBegun();
  }
}
