package dev.gonzo.http.engine.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Makes frames from a seed: most are right, each rule is broken now and then. */
final class FrameGenerator {
  private static final int[] CODES = {
    1000, 1001, 1003, 1004, 1005, 1006, 1007, 1011, 1014, 1015, 2999, 3000, 4999
  };

  private final Random random;
  private final boolean masked;
  private final boolean deflated;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  FrameGenerator(Random random, boolean masked, boolean deflated) {
    this.random = random;
    this.masked = masked;
    this.deflated = deflated;
  }

  private boolean rarely() {
    return random.nextInt(40) == 0;
  }

  byte[] bytes() {
    for (int messages = random.nextInt(1, 6); messages > 0; messages--) {
      message();
    }
    if (random.nextBoolean()) {
      close();
    }
    if (rarely()) {
      message();
    }
    return out.toByteArray();
  }

  private void message() {
    boolean isText = random.nextBoolean();
    boolean isCompressed = deflated && random.nextBoolean();
    byte[] payload = isText ? text() : DeflateTest.compressible(random, size());
    if (isCompressed) {
      payload = Compressed.message(payload);
    }
    int first = (isText ? 1 : 2) | (isCompressed ? 0x40 : 0);
    int at = 0;
    while (random.nextInt(3) == 0) {
      int end = at + random.nextInt(payload.length - at + 1);
      frame(first, Arrays.copyOfRange(payload, at, end));
      at = end;
      first = rarely() ? 2 : 0;
      if (random.nextInt(3) == 0) {
        control();
      }
    }
    frame(0x80 | first, Arrays.copyOfRange(payload, at, payload.length));
    if (random.nextInt(3) == 0) {
      control();
    }
  }

  private int size() {
    return random.nextInt(1 << random.nextInt(random.nextInt(10) == 0 ? 18 : 9));
  }

  private byte[] text() {
    var text = new StringBuilder();
    for (int left = size(); left > 0; left--) {
      int kind = random.nextInt(10);
      text.appendCodePoint(
          kind < 7
              ? random.nextInt(0x80)
              : kind == 7
                  ? 0x80 + random.nextInt(0x780)
                  : kind == 8
                      ? 0xE000 + random.nextInt(0x2000)
                      : 0x10000 + random.nextInt(0x100000));
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    if (bytes.length > 0 && random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private void control() {
    byte[] payload = new byte[rarely() ? 126 : random.nextInt(126)];
    random.nextBytes(payload);
    frame((rarely() ? 0 : 0x80) | (random.nextBoolean() ? 9 : 10), payload);
  }

  private void close() {
    byte[] reason = Raw.concatenated(Arrays.copyOf(text(), random.nextInt(20)), new byte[] {'.'});
    int kind = random.nextInt(8);
    frame(
        0x88,
        kind == 0
            ? new byte[0]
            : kind == 1 ? new byte[1] : Raw.close(CODES[random.nextInt(CODES.length)], reason));
  }

  private void frame(int first, byte[] payload) {
    int changed = first;
    if (random.nextInt(150) == 0) {
      changed = random.nextInt(256) & (deflated ? 0x8F : 0xFF);
    }
    boolean isMasked = random.nextInt(200) == 0 ? !masked : masked;
    byte[] bytes = Raw.frame(changed, payload).encoded(isMasked);
    if (payload.length < 126 && random.nextInt(200) == 0) {
      // The same length in a longer form.
      byte[] header = {bytes[0], (byte) (bytes[1] & 0x80 | 126), 0, (byte) payload.length};
      bytes = Raw.concatenated(header, Arrays.copyOfRange(bytes, 2, bytes.length));
    }
    out.writeBytes(bytes);
  }
}
