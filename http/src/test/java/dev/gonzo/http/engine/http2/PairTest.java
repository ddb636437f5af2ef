package dev.gonzo.http.engine.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both roles, connected: bodies arrive as they were sent, with windows of any size. */
class PairTest {
  private static void run(long seed) {
    var random = new Random(seed);
    Http2Limits limits =
        Http2Limits.DEFAULTS
            .withConcurrentStreams(1 + random.nextInt(20))
            .withStreamWindow(1 + random.nextInt(200_000))
            .withHeaderTableSize(random.nextInt(8_000))
            .withFloodBudget(1_000_000)
            .withFrameSize(16_384 + random.nextInt(50_000));
    var transfers =
        new Transfers(
            seed, Http2Limits.DEFAULTS.withFloodBudget(1_000_000), 1 + random.nextInt(30));
    var server = Http2Engine.server(limits);
    for (int i = 0; !transfers.isComplete(); i++) {
      assertThat(i).as("seed %d\n%s\n%s", seed, server, transfers.client).isLessThan(1_000_000);
      transfers.step();
      ByteBuffer bytes = ByteBuffer.wrap(transfers.bytes());
      server.receive(bytes).forEach(event -> echo(server, event));
      transfers.receive(Transfers.bytes(server, random));
    }
    assertThat(server.toString()).doesNotContain("stream");
  }

  private static void echo(Http2Engine server, Received event) {
    switch (event) {
      case Received.Request request ->
          server.send(new Sent.Response(request.stream(), 200, request.headers(), false));
      case Received.Data data -> {
        int length = data.bytes().remaining();
        server.send(new Sent.Data(data.stream(), data.bytes(), false));
        server.send(new Sent.Read(data.stream(), length));
      }
      case Received.End end -> server.send(new Sent.Trailers(end.stream(), end.trailers()));
      case Received.SettingsChanged _ -> {}
      case Received.StreamViolation refused ->
          assertThat(refused.error()).isEqualTo(ErrorCode.REFUSED_STREAM);
      default -> throw new AssertionError(event);
    }
  }

  @Test
  void bodies_arrive_as_they_were_sent() {
    for (long seed = 0; seed < 10; seed++) {
      run(seed);
    }
  }

  @Test
  @Tag("long")
  void bodies_arrive_as_they_were_sent_for_many_seeds() {
    for (long seed = 10; seed < 300; seed++) {
      run(seed);
    }
  }
}
