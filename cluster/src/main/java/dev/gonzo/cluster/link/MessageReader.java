package dev.gonzo.cluster.link;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what a {@link MessageWriter} has written; the bytes may be hostile. */
final class MessageReader {
  private final ByteBuffer buffer;

  MessageReader(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes);
  }

  private ByteBuffer next(int bytes) throws MalformedMessageException {
    if (buffer.remaining() < bytes) {
      throw new MalformedMessageException(
          "a message ends " + (bytes - buffer.remaining()) + " bytes too early");
    }
    return buffer;
  }

  int small() throws MalformedMessageException {
    return next(1).get() & 0xff;
  }

  boolean flag() throws MalformedMessageException {
    int value = small();
    if (value > 1) {
      throw new MalformedMessageException("a flag is 0 or 1, not " + value);
    }
    return value == 1;
  }

  int count() throws MalformedMessageException {
    int value = next(4).getInt();
    if (value < 0) {
      throw new MalformedMessageException("a count is not negative, but this is " + value);
    }
    return value;
  }

  long number() throws MalformedMessageException {
    return next(8).getLong();
  }

  /** Bytes after their length, which the bytes that are there limit. */
  byte[] bytes() throws MalformedMessageException {
    int length = count();
    ByteBuffer from = next(length);
    byte[] value = new byte[length];
    from.get(value);
    return value;
  }

  byte[] rest() {
    byte[] value = new byte[buffer.remaining()];
    buffer.get(value);
    return value;
  }

  String text(int mostBytes) throws MalformedMessageException {
    int length = count();
    if (length > mostBytes) {
      throw new MalformedMessageException(
          "a text has at most " + mostBytes + " bytes, not " + length);
    }
    ByteBuffer encoded = next(length).slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException notText) {
      throw new MalformedMessageException("a text is not UTF-8");
    }
  }

  void end() throws MalformedMessageException {
    if (buffer.hasRemaining()) {
      throw new MalformedMessageException(
          "a message is followed by " + buffer.remaining() + " bytes");
    }
  }
}
