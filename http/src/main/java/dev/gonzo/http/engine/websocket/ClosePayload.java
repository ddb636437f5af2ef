package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The payload of a close frame: a code and a reason, or nothing (RFC 6455, section 5.5.1). */
final class ClosePayload {
  private ClosePayload() {}

  static Close decode(ByteBuffer payload) {
    if (!payload.hasRemaining()) {
      return new Close(CloseCode.NONE, "");
    }
    if (payload.remaining() == 1) {
      throw ViolationException.protocol("5.5.1", "a close frame has half a code");
    }
    int code = payload.getShort() & 0xFFFF;
    if (!CloseCode.isValidInFrame(code)) {
      throw ViolationException.protocol("7.4", "code " + code + " cannot be in a close frame");
    }
    ByteBuffer reason = payload.slice();
    var validator = new Utf8Validator();
    if (validator.check(reason, 0, reason.limit()) < reason.limit() || !validator.isComplete()) {
      throw new ViolationException(
          CloseCode.INVALID_DATA, "RFC 6455, 5.5.1", "the reason of a close frame is not UTF-8");
    }
    return new Close(code, StandardCharsets.UTF_8.decode(reason).toString());
  }

  static ByteBuffer encode(Close close) {
    byte[] reason = close.reason().getBytes(StandardCharsets.UTF_8);
    if (reason.length > Frame.MOST_REASON_BYTES) {
      throw new IllegalArgumentException(
          "a reason has at most 123 bytes in UTF-8, got " + reason.length);
    }
    if (close.code() == CloseCode.NONE && reason.length == 0) {
      return ByteBuffer.allocate(0);
    }
    if (!CloseCode.isValidInFrame(close.code())) {
      throw new IllegalArgumentException(
          "a close frame cannot have the code "
              + close.code()
              + "; use one of CloseCode, or from 3000 to 4999");
    }
    return ByteBuffer.allocate(Short.BYTES + reason.length)
        .putShort((short) close.code())
        .put(reason)
        .flip();
  }
}
