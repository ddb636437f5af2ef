package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.message.BodySink;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  private static final String TEXT = "all work and no play ".repeat(500);

  private static Recorded answer(ExchangeHandler handler, Recorded request) throws Exception {
    return run(
        VirtualTime.kernel(),
        () -> request.answeredBy(Router.of().with(Compression.gzip()).get("/", handler)));
  }

  private static Recorded answer(ExchangeHandler handler, String... headers) throws Exception {
    return answer(handler, new Recorded("GET", "/", headers));
  }

  private static byte[] decompressed(Recorded recorded) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(recorded.bytes.toByteArray()))) {
      return in.readAllBytes();
    }
  }

  @Test
  void a_text_is_compressed_for_a_client_that_accepts_it() throws Exception {
    Recorded recorded =
        answer(
            exchange -> exchange.header("etag", "\"1\"").send(TEXT),
            "accept-encoding",
            "br, gzip;q=0.9");
    assertThat(recorded.field("content-encoding")).isEqualTo("gzip");
    assertThat(recorded.field("vary")).isEqualTo("accept-encoding");
    assertThat(recorded.field("etag")).isEqualTo("W/\"1\"");
    assertThat(recorded.length).isEmpty();
    assertThat(recorded.hasEnded).isTrue();
    assertThat(recorded.bytes.size()).isLessThan(TEXT.length() / 20);
    assertThat(new String(decompressed(recorded), UTF_8)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP | true",
        "x-gzip | true",
        "* | true",
        "gzip;q=0.001 | true",
        "deflate, gzip;q=1.0, *;q=0.5 | true",
        "identity;q=0.5, gzip;q=1.0 | true",
        "identity;q=0, gzip;q=0.1 | true",
        "gzip;q=0 | false",
        "*;q=0 | false",
        "gzip;q=0, * | false",
        "identity, gzip;q=0.5 | false",
        "br | false",
        "gzip;q=x | false",
        "gzip;level=1 | false",
        "'' | false",
      })
  void the_weights_of_the_client_count(String accepted, boolean isCompressed) throws Exception {
    Recorded recorded = answer(exchange -> exchange.send(TEXT), "accept-encoding", accepted);
    assertThat(recorded.field("content-encoding")).isEqualTo(isCompressed ? "gzip" : "");
    assertThat(recorded.field("vary")).isEqualTo("accept-encoding");
    if (!isCompressed) {
      assertThat(recorded.text()).isEqualTo(TEXT);
      assertThat(recorded.length).hasValue(TEXT.length());
    }
  }

  @Test
  void without_the_field_nothing_is_compressed() throws Exception {
    Recorded recorded = answer(exchange -> exchange.send(TEXT));
    assertThat(recorded.text()).isEqualTo(TEXT);
    assertThat(recorded.field("vary")).isEqualTo("accept-encoding");
  }

  @Test
  void a_short_text_is_not_compressed_unless_it_must_be() throws Exception {
    assertThat(answer(e -> e.send("short"), "accept-encoding", "gzip").text()).isEqualTo("short");
    Recorded must = answer(e -> e.send("short"), "accept-encoding", "gzip, identity;q=0");
    assertThat(new String(decompressed(must), UTF_8)).isEqualTo("short");
  }

  @ParameterizedTest
  @CsvSource({
    "content-encoding, br",
    "content-range, bytes 0-9/99",
    "cache-control, 'private, no-transform'",
    "content-type, image/png",
    "content-type, text/event-stream",
  })
  void what_must_stay_as_it_is_stays(String name, String value) throws Exception {
    Recorded recorded =
        answer(
            exchange -> exchange.header(name, value).send(200, TEXT.getBytes(UTF_8)),
            "accept-encoding",
            "gzip");
    assertThat(recorded.text()).isEqualTo(TEXT);
    assertThat(recorded.field("vary")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "image/svg+xml", "application/problem+json; x=y", "TEXT/CSS"})
  void types_that_become_smaller_are_compressed(String type) throws Exception {
    Recorded recorded =
        answer(
            exchange -> exchange.header("content-type", type).send(TEXT),
            "accept-encoding",
            "gzip");
    assertThat(recorded.field("content-encoding")).isEqualTo("gzip");
  }

  @Test
  void a_head_has_the_fields_of_the_get() throws Exception {
    ExchangeHandler handler =
        exchange -> exchange.header("etag", "\"1\"").header("accept-ranges", "bytes").send(TEXT);
    Recorded head = answer(handler, new Recorded("HEAD", "/", "accept-encoding", "gzip"));
    Recorded get = answer(handler, new Recorded("GET", "/", "accept-encoding", "gzip"));
    assertThat(head.answer).isEqualTo(get.answer);
    assertThat(head.answer.has("accept-ranges")).isFalse();
    assertThat(head.length).isEqualTo(get.length);
    assertThat(head.text()).isEmpty();
  }

  @Test
  void what_is_flushed_can_be_read() throws Exception {
    var recorded = new Recorded("GET", "/", "accept-encoding", "gzip");
    ExchangeHandler handler =
        exchange -> {
          exchange.header("content-type", "text/plain");
          BodySink body = exchange.respond(200);
          for (int i = 1; i <= 3; i++) {
            byte[] piece = ("piece " + i).getBytes(UTF_8);
            body.writeAll(piece);
            body.flush();
            assertThat(recorded.flushes).isEqualTo(i);
            try (var in =
                new GZIPInputStream(new ByteArrayInputStream(recorded.bytes.toByteArray()))) {
              in.skipNBytes(piece.length * (i - 1L));
              assertThat(in.readNBytes(piece.length)).isEqualTo(piece);
            }
          }
        };
    answer(handler, recorded);
    assertThat(new String(decompressed(recorded), UTF_8)).isEqualTo("piece 1piece 2piece 3");
  }

  @Test
  void random_pieces_come_out_as_they_went_in(@TempDir Path directory) throws Exception {
    for (int seed = 1; seed <= 30; seed++) {
      var random = new Random(seed);
      var all = new byte[random.nextInt(200_000)];
      random.nextBytes(all);
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) (all[i] & (random.nextInt(2) == 0 ? 0x7F : 3));
      }
      Path file = Files.write(directory.resolve("file" + seed), all);
      Recorded recorded =
          run(() ->
              new Recorded("GET", "/", "accept-encoding", "gzip")
                  .answeredBy(
                      Router.of()
                          .with(Compression.gzip().withLevel(1 + random.nextInt(9)))
                          .get("/", exchange -> inPieces(exchange, all, file, random))));
      assertThat(decompressed(recorded)).as("seed " + seed).isEqualTo(all);
    }
  }

  private static void inPieces(Exchange exchange, byte[] all, Path path, Random random)
      throws IOException {
    exchange.header("content-type", "text/plain");
    BodySink body = exchange.respond(200, OptionalLong.of(1_000_000));
    try (var file = dev.gonzo.file.AsyncFile.open(path)) {
      for (int done = 0; done < all.length; ) {
        int count = Math.min(all.length - done, 1 + random.nextInt(30_000));
        switch (random.nextInt(4)) {
          case 0 -> body.writeAll(all, done, count);
          case 1 -> body.write(ByteBuffer.wrap(all, done, count));
          case 2 -> {
            ByteBuffer direct = ByteBuffer.allocateDirect(count).put(all, done, count).flip();
            body.write(direct);
            assertThat(direct.hasRemaining()).isFalse();
          }
          default -> body.writeFile(file, done, count);
        }
        done += count;
        if (random.nextInt(4) == 0) {
          body.flush();
        }
      }
    }
  }

  @Test
  void a_response_that_fails_is_not_ended() {
    var request = new Recorded("GET", "/", "accept-encoding", "gzip");
    assertThatThrownBy(() ->
            answer(
                exchange -> {
                  exchange.header("content-type", "text/plain");
                  exchange.respond(200).write("half");
                  throw new IllegalStateException("a bug");
                },
                request))
        .hasMessage("a bug");
    assertThat(request.hasEnded).isFalse();
    assertThat(request.bytes.size()).isZero();
  }

  @Test
  void nothing_can_be_written_after_the_end() throws Exception {
    BodySink[] kept = new BodySink[1];
    answer(
        exchange -> {
          exchange.header("content-type", "text/plain");
          kept[0] = exchange.respond(200);
          kept[0].write("all");
          kept[0].end();
          kept[0].end();
          assertThatThrownBy(() -> kept[0].write("more")).isInstanceOf(IllegalStateException.class);
        },
        "accept-encoding",
        "gzip");
  }

  /** A handler that is cancelled frees the memory: its sink takes nothing more. */
  private static final class Cancelling implements Scenario {
    private final Recorded request = new Recorded("GET", "/", "accept-encoding", "gzip");
    private BodySink[] sink = new BodySink[0];

    @Override
    public void run() throws Exception {
      request.answeredBy(
          Router.of()
              .with(Compression.gzip())
              .get(
                  "/",
                  exchange -> {
                    exchange.header("content-type", "text/plain");
                    BodySink body = exchange.respond(200);
                    sink = new BodySink[] {body};
                    for (int i = 0; i < 5; i++) {
                      body.write(TEXT);
                      body.flush();
                    }
                  }));
    }

    @Override
    public void check() {
      for (BodySink body : sink) {
        assertThatThrownBy(() -> body.write("more")).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void its_memory_is_freed_wherever_it_is_cancelled() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(Cancelling::new);
    assertThat(runs).isGreaterThan(30);
  }
}
