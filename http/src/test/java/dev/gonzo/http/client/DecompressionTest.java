package dev.gonzo.http.client;

import static dev.gonzo.http.client.ClientTest.on;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies that are decompressed while they are read. */
class DecompressionTest {
  private static final byte[] TEXT =
      "All work and no play makes Jack a dull boy. ".repeat(2000).getBytes(UTF_8);

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zipped = new GZIPOutputStream(out)) {
      zipped.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes, boolean isRaw) {
    try (var deflater = new Deflater(9, isRaw)) {
      deflater.setInput(bytes);
      deflater.finish();
      var out = new byte[bytes.length + 100];
      return Arrays.copyOf(out, deflater.deflate(out));
    }
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] inflate(boolean isGzip, byte[] bytes, int part) throws IOException {
    var inflation = new Inflation(isGzip);
    var out = new ByteArrayOutputStream();
    var buffer = new byte[777];
    for (int at = 0; at < bytes.length; at += part) {
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + part));
      inflation.give(piece, piece.length);
      for (int more; (more = inflation.inflate(buffer, 0, buffer.length)) > 0; ) {
        out.write(buffer, 0, more);
      }
    }
    inflation.requireEnd();
    inflation.close();
    return out.toByteArray();
  }

  @Test
  void each_form_is_decompressed_in_parts_of_any_size() throws Exception {
    byte[] full = gzip(TEXT);
    // A header with all its parts: extra, name, comment and checksum.
    byte[] rich =
        join(
            new byte[] {0x1f, (byte) 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3},
            "name\0comment\0ab".getBytes(UTF_8),
            Arrays.copyOfRange(full, 10, full.length));
    for (int part : new int[] {1, 2, 7, 100, 1_000_000}) {
      assertThat(inflate(true, full, part)).isEqualTo(TEXT);
      assertThat(inflate(true, rich, part)).isEqualTo(TEXT);
      assertThat(inflate(true, join(full, gzip(new byte[0]), full), part))
          .isEqualTo(join(TEXT, TEXT));
      assertThat(inflate(false, deflate(TEXT, false), part)).isEqualTo(TEXT);
      assertThat(inflate(false, deflate(TEXT, true), part)).isEqualTo(TEXT);
      assertThat(inflate(true, new byte[0], part)).isEmpty();
      assertThat(inflate(false, new byte[0], part)).isEmpty();
    }
  }

  @Test
  void damage_anywhere_is_an_error_and_so_is_a_missing_end() {
    byte[] full = gzip("some text".getBytes(UTF_8));
    for (int length = 1; length < full.length; length++) {
      byte[] cut = Arrays.copyOf(full, length);
      assertThatThrownBy(() -> inflate(true, cut, 5))
          .as("cut at %d", length)
          .isInstanceOf(ContentCodingException.class)
          .hasMessageContaining("cut short");
    }
    for (int at = 0; at < full.length; at++) {
      if (at >= 3 && at < 10) {
        continue; // Flags that may be anything, time, system.
      }
      byte[] changed = full.clone();
      changed[at] ^= 0x41;
      assertThatThrownBy(() -> inflate(true, changed, 5))
          .as("changed at %d", at)
          .isInstanceOf(ContentCodingException.class);
    }
    assertThatThrownBy(() -> inflate(true, join(full, new byte[] {7}), 100))
        .isInstanceOf(ContentCodingException.class);
    assertThatThrownBy(() -> inflate(false, join(deflate(TEXT, false), new byte[] {7}), 100))
        .isInstanceOf(ContentCodingException.class);
  }

  private static Peer.Script serving(byte[] body, String coding) {
    return peer -> {
      for (String head; !(head = peer.head()).isEmpty(); ) {
        boolean asks = head.contains("accept-encoding: gzip, deflate\r\n");
        peer.answer(
            head.startsWith("HEAD") ? "" : new String(asks ? body : TEXT, ISO_8859_1),
            asks ? "content-encoding: " + coding : "x-asks: no");
      }
    };
  }

  @Test
  void the_user_sees_neither_the_coding_nor_the_length() throws Exception {
    for (String coding : new String[] {"gzip", "X-GZIP"}) {
      on(
          ClientOptions.defaults(),
          serving(gzip(TEXT), coding),
          (client, server) -> {
            for (int i = 0; i < 2; i++) {
              try (Response response = client.get(server.uri("/"))) {
                assertThat(response.body().length()).isEqualTo(OptionalLong.empty());
                assertThat(response.headers().has("content-encoding")).isFalse();
                assertThat(response.headers().has("content-length")).isFalse();
                assertThat(response.body().bytes(1 << 20)).isEqualTo(TEXT);
              }
            }
            assertThat(server.connections()).isEqualTo(1);
          });
    }
  }

  @Test
  void what_the_user_asks_for_is_left_as_it_is() throws Exception {
    byte[] zipped = gzip(TEXT);
    on(
        ClientOptions.defaults(),
        peer -> {
          for (String head; !(head = peer.head()).isEmpty(); ) {
            peer.answer(
                new String(zipped, ISO_8859_1),
                "content-encoding: " + (head.contains("/br") ? "br" : "gzip"));
          }
        },
        (client, server) -> {
          Request asking = Request.get(server.uri("/")).withHeader("accept-encoding", "gzip");
          for (Request request : new Request[] {asking, Request.get(server.uri("/br"))}) {
            try (Response response = client.send(request)) {
              assertThat(response.headers().has("content-encoding")).isTrue();
              assertThat(response.body().bytes(1 << 20)).isEqualTo(zipped);
            }
          }
        });
    on(
        ClientOptions.defaults().withDecompression(Decompression.off()),
        serving(zipped, "gzip"),
        (client, server) -> {
          try (Response response = client.get(server.uri("/"))) {
            assertThat(response.header("x-asks")).contains("no");
          }
        });
  }

  @Test
  void limits_protect_a_reader() throws Exception {
    byte[] bomb = gzip(new byte[20_000_000]);
    on(
        ClientOptions.defaults(),
        serving(bomb, "gzip"),
        (client, server) -> {
          assertThatThrownBy(() -> client.text(server.uri("/"), 1000))
              .isInstanceOf(dev.gonzo.stream.LimitExceededException.class);
          assertThat(client.get(server.uri("/")).body().bytes(20_000_000)).hasSize(20_000_000);
        });
    for (Decompression limited :
        new Decompression[] {
          Decompression.on().withMost(10_000_000), Decompression.on().withRatio(100)
        }) {
      on(
          ClientOptions.defaults().withDecompression(limited),
          serving(bomb, "gzip"),
          (client, server) -> {
            try (Response response = client.get(server.uri("/"))) {
              assertThatThrownBy(() -> response.body().bytes(20_000_000))
                  .isInstanceOf(ContentCodingException.class)
                  .hasMessageContaining("raise Decompression.");
            }
          });
    }
  }
}
