package dev.gonzo.http.engine.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Frames made and read byte by byte, with none of the engine's code. */
final class Raw {
  private Raw() {}

  /** A frame as it is on the wire, right or wrong. */
  record Sent(int first, byte[] payload) {
    byte[] encoded(boolean masked) {
      var out = new ByteArrayOutputStream();
      out.write(first);
      int bit = masked ? 0x80 : 0;
      int length = payload.length;
      if (length < 126) {
        out.write(bit | length);
      } else if (length < 65536) {
        out.write(bit | 126);
        out.write(length >> 8);
        out.write(length);
      } else {
        out.write(bit | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
          out.write((int) ((long) length >> shift));
        }
      }
      if (!masked) {
        out.writeBytes(payload);
        return out.toByteArray();
      }
      byte[] mask = {0x37, (byte) 0xFA, 0x21, 0x3D};
      out.writeBytes(mask);
      byte[] changed = payload.clone();
      for (int i = 0; i < changed.length; i++) {
        changed[i] ^= mask[i % 4];
      }
      out.writeBytes(changed);
      return out.toByteArray();
    }
  }

  static Sent frame(int first, byte[] payload) {
    return new Sent(first, payload);
  }

  static Sent frame(int first, String payload) {
    return new Sent(first, payload.getBytes(UTF_8));
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  static byte[] close(int code, String reason) {
    return close(code, reason.getBytes(UTF_8));
  }

  static byte[] close(int code, byte[] reason) {
    return concatenated(new byte[] {(byte) (code >> 8), (byte) code}, reason);
  }

  static byte[] concatenated(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] encode(boolean masked, Sent... frames) {
    var out = new ByteArrayOutputStream();
    for (Sent frame : frames) {
      out.writeBytes(frame.encoded(masked));
    }
    return out.toByteArray();
  }

  /** Whole frames, unmasked. What is left at the end is no frame, and fails. */
  static List<Sent> decode(byte[] bytes, boolean masked) {
    var frames = new ArrayList<Sent>();
    int at = 0;
    while (at < bytes.length) {
      int first = bytes[at] & 0xFF;
      if ((bytes[at + 1] < 0) != masked) {
        throw new AssertionError("a mask is " + (masked ? "missing" : "there"));
      }
      long length = bytes[at + 1] & 0x7F;
      at += 2;
      int more = length == 126 ? 2 : length == 127 ? 8 : 0;
      if (more > 0) {
        length = 0;
        for (int i = 0; i < more; i++) {
          length = length << 8 | bytes[at++] & 0xFF;
        }
      }
      byte[] mask = new byte[4];
      if (masked) {
        System.arraycopy(bytes, at, mask, 0, 4);
        at += 4;
      }
      byte[] payload = new byte[(int) length];
      System.arraycopy(bytes, at, payload, 0, payload.length);
      at += payload.length;
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      frames.add(new Sent(first, payload));
    }
    return frames;
  }
}
