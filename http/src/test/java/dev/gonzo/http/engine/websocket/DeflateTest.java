package dev.gonzo.http.engine.websocket;

import static dev.gonzo.http.engine.websocket.Raw.encode;
import static dev.gonzo.http.engine.websocket.Raw.frame;
import static dev.gonzo.http.engine.websocket.Raw.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Ping;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Sections 6 and 7 of RFC 7692. */
class DeflateTest {
  private static final WebSocketLimits LIMITS = WebSocketLimits.defaults();

  private static Agreement agreement(boolean takeover) {
    return agreement(takeover, DeflateOptions.defaults().withThreshold(0));
  }

  private static Agreement agreement(boolean takeover, DeflateOptions options) {
    return new Agreement(
        Optional.empty(), Optional.of(new DeflateAgreement(takeover, takeover, options)));
  }

  private static Feed.Result client(boolean takeover, WebSocketLimits limits, byte[]... input) {
    return Feed.all(
        () -> WebSocketEngine.client(agreement(takeover), limits, new Random(1)::nextInt), input);
  }

  private static Violation violation(Feed.Result result) {
    assertThat(result.isClosed()).isTrue();
    return (Violation) result.events().getLast();
  }

  @Test
  void examples_of_section_7_2_3() {
    Data hello = Data.text("Hello");
    byte[] compressed = hex("f2 48 cd c9 c9 07 00");
    assertThat(client(true, LIMITS, hex("c1 07"), compressed).events()).containsExactly(hello);
    assertThat(client(true, LIMITS, hex("41 03 f2 48 cd 80 04 c9 c9 07 00")).events())
        .containsExactly(hello);
    // The second message refers to the first one.
    assertThat(client(true, LIMITS, hex("c1 07"), compressed, hex("c1 05 f2 00 11 00 00")).events())
        .containsExactly(hello, hello);
    assertThat(client(true, LIMITS, hex("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00")).events())
        .containsExactly(hello);
    assertThat(client(true, LIMITS, hex("c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00")).events())
        .containsExactly(hello);
  }

  @Test
  void a_block_that_is_marked_as_the_last_one_does_not_end_the_messages() {
    Data hello = Data.text("Hello");
    byte[] marked = hex("c1 08 f3 48 cd c9 c9 07 00 00");
    // Without the byte that makes room for the next block.
    byte[] bare = hex("c1 07 f3 48 cd c9 c9 07 00");
    for (boolean takeover : new boolean[] {true, false}) {
      assertThat(client(takeover, LIMITS, marked, marked, bare, bare, marked).events())
          .containsExactly(hello, hello, hello, hello, hello);
    }
    byte[] inTheMiddle =
        Raw.concatenated(hex("f3 48 cd c9 c9 07 00"), Compressed.message(hex("21")));
    assertThat(client(false, LIMITS, encode(false, frame(0xC1, inTheMiddle))).events())
        .containsExactly(Data.text("Hello!"));
  }

  @Test
  void empty_messages_and_empty_last_fragments() {
    assertThat(client(false, LIMITS, hex("c1 01 00"), hex("c2 00"), hex("c1 01 00")).events())
        .containsExactly(Data.text(""), Data.binary(ByteBuffer.allocate(0)), Data.text(""));
    assertThat(client(false, LIMITS, hex("41 07 f2 48 cd c9 c9 07 00 00 00 80 00")).events())
        .containsExactly(Data.text("Hello"));
  }

  @Test
  void rsv1_belongs_to_the_first_frame_of_a_data_message_only() {
    assertThat(violation(client(false, LIMITS, hex("41 01 00 c0 01"))).section())
        .isEqualTo("RFC 7692, 6.1");
    assertThat(violation(client(false, LIMITS, hex("c9 00"))).code()).isEqualTo(1002);
    assertThat(violation(Feed.client(hex("c1 07"))).code()).isEqualTo(1002);
    assertThat(client(false, LIMITS, encode(false, frame(0x81, "as it is"))).events())
        .containsExactly(Data.text("as it is"));
  }

  @Test
  void a_message_grows_up_to_its_limit_and_no_further() {
    byte[] bomb = Compressed.message(new byte[10_000_000]);
    assertThat(bomb.length).isLessThan(10_000);
    Feed.Result result =
        client(false, LIMITS.withMessageSize(100_000), encode(false, frame(0xC2, bomb)));
    assertThat(violation(result).section()).isEqualTo("limit messageSize");
    assertThat(violation(result).code()).isEqualTo(1009);
    assertThat(((Data) result.events().getFirst()).bytes().remaining()).isEqualTo(100_000);
    byte[] exact = encode(false, frame(0xC2, Compressed.message(new byte[100_000])));
    assertThat(client(false, LIMITS.withMessageSize(100_000), exact, exact).events()).hasSize(2);
    assertThat(violation(client(false, LIMITS.withMessageSize(99_999), exact)).code())
        .isEqualTo(1009);
  }

  @Test
  void damaged_data_and_text_that_is_not_utf8_fail_where_they_are() {
    assertThat(violation(client(false, LIMITS, hex("c1 05 ff ff ff ff ff"))).section())
        .isEqualTo("RFC 7692, 7.2.2");
    byte[] text =
        Compressed.message(Raw.concatenated("good ".getBytes(UTF_8), hex("ff"), new byte[50]));
    Feed.Result result = client(false, LIMITS, encode(false, frame(0xC1, text)));
    assertThat(violation(result).code()).isEqualTo(1007);
    assertThat(result.events().getFirst())
        .isEqualTo(new Data(Kind.TEXT, ByteBuffer.wrap("good ".getBytes(UTF_8)), false));
    // Without takeover a message cannot refer to an earlier one.
    byte[] hello = hex("c1 07 f2 48 cd c9 c9 07 00");
    assertThat(violation(client(false, LIMITS, hello, hex("c1 05 f2 00 11 00 00"))).code())
        .isEqualTo(1007);
  }

  @Test
  void a_ping_between_compressed_fragments() {
    assertThat(client(false, LIMITS, hex("41 03 f2 48 cd 89 00 80 04 c9 c9 07 00")).events())
        .filteredOn(event -> event instanceof Ping)
        .hasSize(1);
  }

  @Test
  void what_is_sent_is_read_by_the_jdk_and_by_the_other_end() {
    for (boolean takeover : new boolean[] {true, false}) {
      var server = WebSocketEngine.server(agreement(takeover), LIMITS);
      var client = WebSocketEngine.client(agreement(takeover), LIMITS, new Random(2)::nextInt);
      var inflater = new Inflater(true);
      var random = new Random(3);
      for (int i = 0; i < 60; i++) {
        byte[] message = compressible(random, random.nextInt(1 << random.nextInt(18)));
        server.send(Data.binary(ByteBuffer.wrap(message)));
        byte[] wire = Feed.drain(server);
        Raw.Sent sent = Raw.decode(wire, false).getFirst();
        assertThat(sent.first()).isEqualTo(0xC2);
        if (!takeover) {
          inflater.reset();
        }
        assertThat(Compressed.original(inflater, sent.payload())).isEqualTo(message);
        assertThat(Feed.once(client, wire, Feed.split(wire.length, i)).events())
            .containsExactly(Data.binary(ByteBuffer.wrap(message)));
      }
      inflater.end();
      server.close();
      client.close();
    }
  }

  static byte[] compressible(Random random, int length) {
    byte[] bytes = new byte[length];
    int kinds = 1 + random.nextInt(40);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt() : 'a' + random.nextInt(kinds));
    }
    return bytes;
  }

  @Test
  void each_sent_part_can_be_read_at_once_also_an_empty_last_one() {
    for (boolean takeover : new boolean[] {true, false}) {
      var server = WebSocketEngine.server(agreement(takeover), LIMITS);
      var client = WebSocketEngine.client(agreement(takeover), LIMITS, new Random(2)::nextInt);
      for (int round = 0; round < 3; round++) {
        var text = new StringBuilder();
        for (String part : new String[] {"one, ", "two, ", "", "three", ""}) {
          server.send(new Data(Kind.TEXT, UTF_8.encode(part), false));
          text.append(receivedText(client, server));
          assertThat(text.toString()).endsWith(part);
        }
        server.send(new Data(Kind.TEXT, ByteBuffer.allocate(0), true));
        List<Received> end = client.receive(ByteBuffer.wrap(Feed.drain(server)));
        assertThat(end).containsExactly(new Data(Kind.TEXT, ByteBuffer.allocate(0), true));
        assertThat(text.toString()).isEqualTo("one, two, three");
      }
    }
  }

  private static String receivedText(WebSocketEngine client, WebSocketEngine server) {
    var text = new StringBuilder();
    for (Received event : client.receive(ByteBuffer.wrap(Feed.drain(server)))) {
      assertThat(((Data) event).last()).isFalse();
      text.append(UTF_8.decode(((Data) event).bytes()));
    }
    return text.toString();
  }

  @Test
  void small_messages_are_sent_as_they_are() {
    var server = WebSocketEngine.server(agreement(true, DeflateOptions.defaults()), LIMITS);
    server.send(Data.text("x".repeat(255)));
    assertThat(Feed.drain(server)[0]).isEqualTo((byte) 0x81);
    server.send(Data.text("x".repeat(256)));
    assertThat(Feed.drain(server)[0]).isEqualTo((byte) 0xC1);
  }

  @Test
  void without_takeover_memory_is_borrowed_for_one_message() {
    try (var pool = DeflatePool.of(1)) {
      DeflateOptions options = DeflateOptions.defaults().withThreshold(0).withPool(pool);
      var first = WebSocketEngine.server(agreement(false, options), LIMITS);
      var second = WebSocketEngine.server(agreement(false, options), LIMITS);
      String empty = "DeflatePool[0 compressors, 0 decompressors]";
      assertThat(pool).hasToString(empty);
      first.send(Data.text("Hello"));
      assertThat(pool).hasToString("DeflatePool[1 compressors, 0 decompressors]");
      first.send(new Data(Kind.TEXT, UTF_8.encode("a part"), false));
      second.send(new Data(Kind.TEXT, UTF_8.encode("a part"), false));
      assertThat(pool).hasToString(empty);
      second.close();
      first.close();
      // It keeps one; the other was freed.
      assertThat(pool).hasToString("DeflatePool[1 compressors, 0 decompressors]");
    }
  }

  @Test
  void the_end_of_a_connection_gives_memory_back() {
    assertGivesBack(WebSocketEngine::receiveEnd);
    assertGivesBack(WebSocketEngine::close);
    assertGivesBack(engine -> {
      engine.receive(ByteBuffer.wrap(hex("83 80")));
      engine.bytesToSend();
    });
    assertGivesBack(engine -> {
      engine.receive(ByteBuffer.wrap(encode(true, frame(0x88, ""))));
      engine.send(new Close(1000, ""));
    });
  }

  private static void assertGivesBack(Consumer<WebSocketEngine> end) {
    try (var pool = DeflatePool.of(4)) {
      DeflateOptions options = DeflateOptions.defaults().withThreshold(0).withPool(pool);
      var engine = WebSocketEngine.server(agreement(true, options), LIMITS);
      engine.send(Data.text("Hello"));
      engine.receive(ByteBuffer.wrap(encode(true, frame(0x41, hex("f2 48")))));
      assertThat(pool).hasToString("DeflatePool[0 compressors, 0 decompressors]");
      end.accept(engine);
      assertThat(pool).hasToString("DeflatePool[1 compressors, 1 decompressors]");
    }
  }
}
