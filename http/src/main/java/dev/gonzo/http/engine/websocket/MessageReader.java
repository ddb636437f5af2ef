package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The message that is being received: the order of its frames, its limits, its text. */
final class MessageReader {
  private final WebSocketLimits limits;
  private final @Nullable MessageInflater inflater;
  private final Utf8Validator text = new Utf8Validator();

  /** None between messages. */
  private @Nullable Kind kind;

  private boolean isCompressed;
  private int fragments;
  private long size;

  MessageReader(WebSocketLimits limits, @Nullable MessageInflater inflater) {
    this.limits = limits;
    this.inflater = inflater;
  }

  /** Checks what the first byte of a frame says. */
  void checkFrame(int opcode, boolean compressed) {
    if (opcode == Frame.CONTINUATION) {
      if (kind == null) {
        throw ViolationException.protocol("5.4", "a continuation without a message to continue");
      }
    } else if (kind != null) {
      throw ViolationException.protocol("5.4", "a message begins before the last one has ended");
    }
    if (compressed) {
      if (inflater == null) {
        throw ViolationException.protocol("5.2", "RSV1 is set, and no extension defines it");
      }
      if (opcode == Frame.CONTINUATION) {
        throw new ViolationException(
            CloseCode.PROTOCOL_ERROR, "RFC 7692, 6.1", "RSV1 is set on a continuation");
      }
    }
  }

  /** Begins a frame that has been checked. */
  void beginFrame(int opcode, boolean compressed, long length) {
    if (opcode != Frame.CONTINUATION) {
      kind = opcode == Frame.TEXT ? Kind.TEXT : Kind.BINARY;
      isCompressed = compressed;
      fragments = 0;
      size = 0;
    }
    fragments++;
    if (fragments > limits.fragments()) {
      throw ViolationException.limit(
          CloseCode.POLICY_VIOLATION, "fragments", "a message of " + fragments + " frames");
    }
    if (!isCompressed) {
      // No overflow: a frame's length is limited before.
      size += length;
      if (size > limits.messageSize()) {
        throw tooLarge();
      }
    }
  }

  private static ViolationException tooLarge() {
    return ViolationException.limit(
        CloseCode.MESSAGE_TOO_BIG, "messageSize", "a message is larger than the limit");
  }

  /** Takes a part of the frame's payload. */
  void take(ByteBuffer part, boolean isLast, List<Received> events) {
    if (isCompressed && inflater != null) {
      inflater.inflate(part, isLast, inflated -> takeInflated(inflated, events));
      deliver(part.slice(part.limit(), 0), isLast, events);
    } else {
      deliver(part, isLast, events);
    }
  }

  private void takeInflated(ByteBuffer part, List<Received> events) {
    long room = limits.messageSize() - size;
    if (part.remaining() > room) {
      deliver(part.slice(0, (int) room), false, events);
      throw tooLarge();
    }
    size += part.remaining();
    deliver(part, false, events);
  }

  private void deliver(ByteBuffer part, boolean isLast, List<Received> events) {
    Kind current = kind;
    if (current == null) {
      throw new IllegalStateException("bytes outside of a message");
    }
    if (current == Kind.TEXT) {
      int end = text.check(part, 0, part.limit());
      if (end < part.limit()) {
        add(current, part.slice(0, end), false, events);
        throw invalid("a text is not UTF-8, at byte 0x%02X".formatted(part.get(end)));
      }
      if (isLast && !text.isComplete()) {
        add(current, part, false, events);
        throw invalid("a text ends within a character");
      }
    }
    add(current, part, isLast, events);
    if (isLast) {
      kind = null;
    }
  }

  private static ViolationException invalid(String problem) {
    return new ViolationException(CloseCode.INVALID_DATA, "RFC 6455, 8.1", problem);
  }

  private static void add(Kind kind, ByteBuffer part, boolean isLast, List<Received> events) {
    if (part.hasRemaining()) {
      events.add(new Data(kind, part, isLast));
    } else if (isLast) {
      addEnd(kind, part, events);
    }
  }

  /** A message that ends without another byte ends with the part before, if that is still here. */
  private static void addEnd(Kind kind, ByteBuffer empty, List<Received> events) {
    if (!events.isEmpty() && events.getLast() instanceof Data before && !before.last()) {
      events.set(events.size() - 1, new Data(kind, before.bytes(), true));
    } else {
      events.add(new Data(kind, empty, true));
    }
  }

  /** Gives up the memory of decompression, also in the middle of a message. */
  void free() {
    if (inflater != null) {
      inflater.free();
    }
  }

  @Override
  public String toString() {
    return kind == null ? "nothing" : kind + " (" + fragments + " frames, " + size + " bytes)";
  }
}
