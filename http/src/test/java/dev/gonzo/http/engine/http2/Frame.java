package dev.gonzo.http.engine.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A frame in a test, made and read without any code of the engine. */
record Frame(int type, int flags, int stream, byte[] payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int PRIORITIZED = 0x20;

  static byte[] of(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static byte[] ints(int... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      out.putInt(value);
    }
    return out.array();
  }

  static byte[] concatenated(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** {@return a block of literals that are not indexed} */
  static byte[] block(String... namesAndValues) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.write(0);
      string(out, namesAndValues[i]);
      string(out, namesAndValues[i + 1]);
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    int length = text.length();
    if (length < 127) {
      out.write(length);
    } else {
      out.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        out.write(rest & 127 | 128);
        rest >>= 7;
      }
      out.write(rest);
    }
    out.writeBytes(ascii(text));
  }

  static byte[] settings(int... settingsAndValues) {
    ByteBuffer out = ByteBuffer.allocate(3 * settingsAndValues.length);
    for (int i = 0; i < settingsAndValues.length; i += 2) {
      out.putShort((short) settingsAndValues[i]).putInt(settingsAndValues[i + 1]);
    }
    return of(SETTINGS, 0, 0, out.array());
  }

  /** {@return the frames of bytes, which must be whole} */
  static List<Frame> parse(byte[] bytes) {
    var frames = new ArrayList<Frame>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      int first = in.getInt();
      int flags = in.get();
      int stream = in.getInt();
      byte[] payload = new byte[first >>> 8];
      in.get(payload);
      frames.add(new Frame(first & 0xFF, flags, stream, payload));
    }
    return frames;
  }

  int int32(int at) {
    return ByteBuffer.wrap(payload).getInt(at);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
