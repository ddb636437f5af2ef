package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.server.Exchange;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that make load see no error, and count as many requests as the server. */
@Tag("realTime")
class LoadTest {
  private static final int CONNECTIONS = 20;
  private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");

  private final AtomicInteger served = new AtomicInteger();

  private void answer(Exchange exchange) throws Exception {
    served.incrementAndGet();
    exchange.send("ok");
  }

  @Test
  void wrk_counts_as_many_requests_as_the_server() throws Exception {
    try (var server = PeerServer.start(this::answer);
        var wrk =
            PeerProgram.start("wrk", "-t1", "-c" + CONNECTIONS, "-d1s", server.address("/"))) {
      String said = wrk.rest();
      assertThat(said).doesNotContain("Socket errors", "Non-2xx");
      Matcher count = COUNT.matcher(said);
      assertThat(count.find()).as(said).isTrue();
      int finished = Integer.parseInt(count.group(1));
      assertThat(finished).isPositive();
      // At its end it does not wait for the response on each of its connections.
      assertThat(served.get()).isBetween(finished, finished + CONNECTIONS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--h1 -c10 -m1", "-c2 -m50"})
  void h2load_gets_all_responses(String options) throws Exception {
    try (var server = PeerServer.start(this::answer);
        var h2load =
            PeerProgram.start(
                ("h2load -n2000 " + options + " " + server.address("/")).split(" "))) {
      assertThat(h2load.rest())
          .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout", "2000 2xx, 0 3xx");
      assertThat(served).hasValue(2_000);
    }
  }
}
