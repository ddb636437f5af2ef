package dev.gonzo.http.engine.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compressed payloads made and read by the JDK alone. */
final class Compressed {
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private Compressed() {}

  /** A message as RFC 7692, 7.2.1 makes it, in one stream with others if the compressor is kept. */
  static byte[] message(Deflater deflater, byte[] message) {
    deflater.setInput(message);
    byte[] out = new byte[message.length + 1000];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, length - TAIL.length);
  }

  static byte[] message(byte[] message) {
    var deflater = new Deflater(9, true);
    byte[] out = message(deflater, message);
    deflater.end();
    return out;
  }

  static byte[] original(Inflater inflater, byte[] payload) {
    try {
      inflater.setInput(Raw.concatenated(payload, TAIL));
      var out = new ByteArrayOutputStream();
      byte[] some = new byte[10_000];
      for (int count; (count = inflater.inflate(some)) > 0; ) {
        out.write(some, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
