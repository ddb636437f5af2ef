package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The message that is being sent: its frames, its compression, its text. */
final class MessageWriter {
  private final Outgoing outgoing;
  private final @Nullable IntSupplier masks;
  private final @Nullable MessageDeflater deflater;
  private final int threshold;
  private final Utf8Validator text = new Utf8Validator();

  /** None between messages. */
  private @Nullable Kind kind;

  private boolean isCompressed;

  MessageWriter(
      Outgoing outgoing,
      @Nullable IntSupplier masks,
      @Nullable DeflateAgreement deflate,
      boolean isServer) {
    this.outgoing = outgoing;
    this.masks = masks;
    if (deflate == null) {
      deflater = null;
      threshold = 0;
    } else {
      DeflateOptions options = deflate.options();
      deflater =
          new MessageDeflater(
              isServer ? deflate.serverTakesOver() : deflate.clientTakesOver(),
              options.level(),
              options.pool());
      threshold = options.threshold();
    }
  }

  void data(Data data) {
    if (kind != null && kind != data.kind()) {
      throw new IllegalStateException(
          "a " + kind + " message is under way: send its last part before a " + data.kind());
    }
    if (data.kind() == Kind.TEXT) {
      requireText(data.bytes(), data.last());
    }
    int first = data.last() ? Frame.FIN : 0;
    if (kind == null) {
      first |= data.kind() == Kind.TEXT ? Frame.TEXT : Frame.BINARY;
      // How long the message is going to be is not known unless this is all of it.
      isCompressed = deflater != null && (!data.last() || data.bytes().remaining() >= threshold);
      first |= isCompressed ? Frame.RSV1 : 0;
    }
    kind = data.last() ? null : data.kind();
    if (isCompressed && deflater != null) {
      frame(first, deflater.deflate(data.bytes(), data.last()));
    } else {
      frame(first, data.bytes());
    }
  }

  private void requireText(ByteBuffer bytes, boolean isLast) {
    int before = text.state();
    int bad = text.check(bytes, bytes.position(), bytes.limit());
    if (bad < bytes.limit()) {
      throw new IllegalArgumentException(
          "a text is not UTF-8 at byte %d, 0x%02X; send it as BINARY"
              .formatted(bad - bytes.position(), bytes.get(bad)));
    }
    if (isLast && !text.isComplete()) {
      text.restore(before);
      throw new IllegalArgumentException("a text ends within a character; send it as BINARY");
    }
  }

  /**
   * Sends a control frame.
   *
   * @throws IllegalArgumentException if the payload is too long
   */
  void control(int opcode, ByteBuffer payload) {
    if (payload.remaining() > Frame.MOST_CONTROL_BYTES) {
      throw new IllegalArgumentException(
          "a control frame has at most 125 bytes, got " + payload.remaining());
    }
    frame(Frame.FIN | opcode, payload);
  }

  private void frame(int first, ByteBuffer payload) {
    if (masks == null) {
      outgoing.add(first, payload);
    } else {
      outgoing.addMasked(first, payload, masks.getAsInt());
    }
  }

  void free() {
    if (deflater != null) {
      deflater.free();
    }
  }

  @Override
  public String toString() {
    return kind == null ? "nothing" : "a part of " + kind;
  }
}
