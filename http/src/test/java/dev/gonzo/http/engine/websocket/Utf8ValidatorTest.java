package dev.gonzo.http.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Utf8ValidatorTest {
  /** Some of these complete each beginning of a character. */
  private static final byte[][] REST = {
    {},
    {(byte) 0x80},
    {(byte) 0x80, (byte) 0x80},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0xBF, (byte) 0xBF},
    {(byte) 0xBF, (byte) 0xBF, (byte) 0xBF}
  };

  /** Where the JDK's decoder finds the first byte that no text can have. */
  private static int firstBad(byte[] bytes) {
    for (int length = 1; length <= bytes.length; length++) {
      byte[] start = Arrays.copyOf(bytes, length);
      if (Stream.of(REST).noneMatch(rest -> isText(Raw.concatenated(start, rest)))) {
        return length - 1;
      }
    }
    return bytes.length;
  }

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException wrong) {
      return false;
    }
  }

  private static void assertSame(byte[] bytes) {
    int expected = firstBad(bytes);
    var validator = new Utf8Validator();
    assertThat(validator.check(ByteBuffer.wrap(bytes), 0, bytes.length))
        .as(java.util.HexFormat.of().formatHex(bytes))
        .isEqualTo(expected);
    var single = new Utf8Validator();
    int at = 0;
    while (at < bytes.length && single.check(ByteBuffer.wrap(bytes), at, at + 1) == at + 1) {
      at++;
    }
    assertThat(at).isEqualTo(expected);
  }

  @Test
  void each_pair_of_bytes_fails_where_the_jdk_fails() {
    for (int pair = 0; pair < 0x10000; pair++) {
      assertSame(new byte[] {(byte) (pair >> 8), (byte) pair});
    }
  }

  @Test
  void texts_with_a_changed_byte_fail_where_the_jdk_fails() {
    var random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      var text = new StringBuilder();
      while (text.length() < 12) {
        int point = random.nextInt(1 << 1 + random.nextInt(20));
        text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      assertSame(bytes);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      assertSame(bytes);
    }
  }
}
