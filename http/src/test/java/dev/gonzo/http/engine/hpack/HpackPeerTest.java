package dev.gonzo.http.engine.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Netty's codec decodes what ours encodes, and the other way round; both refuse the same blocks.
 */
class HpackPeerTest {
  private static final List<String> NAMES =
      List.of(
          ":path",
          ":status",
          "cookie",
          "x-a",
          "x-b",
          "x-long-name-of-a-header",
          "date",
          "etag",
          "é");

  private static List<HpackField> fields(Random random) {
    var fields = new ArrayList<HpackField>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      var value = new StringBuilder();
      int length = random.nextInt(10) == 0 ? random.nextInt(3_000) : random.nextInt(30);
      int most = random.nextBoolean() ? 4 : 256;
      for (int j = 0; j < length; j++) {
        value.append((char) (random.nextInt(4) == 0 ? random.nextInt(most) : 'a' + j % 4));
      }
      fields.add(new HpackField(NAMES.get(random.nextInt(NAMES.size())), value.toString()));
    }
    return fields;
  }

  private static List<String> lines(Http2Headers headers) {
    var lines = new ArrayList<String>();
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      lines.add(each.getKey() + ": " + each.getValue());
    }
    return lines.stream().sorted().toList();
  }

  private static List<String> lines(List<HpackField> fields) {
    return fields.stream().map(each -> each.name() + ": " + each.value()).sorted().toList();
  }

  private static AsciiString ascii(String text) {
    return new AsciiString(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static void exchange(long from, long to) throws Http2Exception {
    for (long seed = from; seed < to; seed++) {
      var random = new Random(seed);
      var encoder = new HpackEncoder(16_384);
      var theirDecoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
      var decoder = new HpackDecoder(4096, 1 << 20);
      var theirEncoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);
      for (int block = 0; block < 20; block++) {
        if (random.nextInt(8) == 0) {
          int size = random.nextInt(8_000);
          theirDecoder.configuration().maxHeaderTableSize(size);
          encoder.setTableSize(size);
          decoder.setTableSize(size);
          theirEncoder.configuration().maxHeaderTableSize(size);
        }
        List<HpackField> fields = fields(random);
        ByteBuffer ours = encoder.encode(fields);
        assertThat(lines(theirDecoder.decodeHeaders(1, Unpooled.wrappedBuffer(ours))))
            .as("seed %d, block %d", seed, block)
            .isEqualTo(lines(fields));
        var headers = new DefaultHttp2Headers(false);
        fields.forEach(each -> headers.add(ascii(each.name()), ascii(each.value())));
        ByteBuf theirs = Unpooled.buffer();
        theirEncoder.encodeHeaders(1, headers, theirs);
        var decoded = new ArrayList<HpackField>();
        assertThat(decoder.decode(theirs.nioBuffer(), decoded::add)).isTrue();
        assertThat(lines(decoded)).as("seed %d, block %d", seed, block).isEqualTo(lines(fields));
      }
    }
  }

  /** What ours refuses and Netty's accepts: more than two changes of the size. */
  private static void refuse(long from, long to) {
    for (long seed = from; seed < to; seed++) {
      var random = new Random(seed);
      byte[] block = new byte[1 + random.nextInt(40)];
      random.nextBytes(block);
      if (random.nextBoolean()) {
        ByteBuffer valid = new HpackEncoder(4096).encode(fields(random));
        block = new byte[valid.remaining() + 1];
        valid.get(block, 0, valid.remaining());
        for (int i = 0; i < 3; i++) {
          block[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
        }
        block = Arrays.copyOf(block, 1 + random.nextInt(block.length));
      }
      String ours = ours(block);
      String theirs = theirs(block);
      if (!ours.equals(HpackError.SIZE_UPDATES_TOO_MANY.name())) {
        assertThat(ours.startsWith("[") ? ours : "refused")
            .as("seed %d, %s, ours %s", seed, java.util.HexFormat.of().formatHex(block), ours)
            .isEqualTo(theirs);
      }
    }
  }

  private static String ours(byte[] block) {
    var decoded = new ArrayList<HpackField>();
    try {
      new HpackDecoder(4096, 1 << 20).decode(ByteBuffer.wrap(block), decoded::add);
    } catch (HpackException refused) {
      return refused.error().name();
    }
    return lines(decoded).toString();
  }

  private static String theirs(byte[] block) {
    try {
      return lines(
              new DefaultHttp2HeadersDecoder(false, 1 << 20)
                  .decodeHeaders(1, Unpooled.wrappedBuffer(block)))
          .toString();
    } catch (Http2Exception refused) {
      return "refused";
    }
  }

  @Test
  void both_understand_each_other() throws Http2Exception {
    exchange(0, 100);
  }

  @Test
  void both_refuse_the_same_blocks() {
    refuse(0, 20_000);
  }

  @Test
  @Tag("long")
  void both_agree_for_many_seeds() throws Http2Exception {
    exchange(100, 3_000);
    refuse(20_000, 500_000);
  }
}
