package dev.gonzo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.testing.LogCapture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What observers of a server see. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record ObserversTest(Network network) {
  /** Records everything. */
  private record Recording(List<String> events) implements ExchangeObserver {
    @Override
    public void listening(InetSocketAddress address) {
      events.add("listening");
    }

    @Override
    public void connected(SocketAddress peer) {
      events.add("connected");
    }

    @Override
    public void disconnected(SocketAddress peer) {
      events.add("disconnected");
    }

    @Override
    public void began(Exchange exchange) {
      events.add("began " + exchange);
    }

    @Override
    public void ended(Exchange exchange, ExchangeResult result) {
      assertThat(result.duration().isNegative()).isFalse();
      events.add(
          "ended %s %s, %d in, %d out, %s"
              .formatted(
                  exchange,
                  result.status(),
                  result.received(),
                  result.sent(),
                  result.ending() + result.failure().map(failure -> " by " + failure).orElse("")));
    }

    @Override
    public void refused(SocketAddress peer, int status, String reason) {
      events.add("refused " + status + ": " + reason);
    }
  }

  private static void handle(Exchange exchange) throws Exception {
    switch (exchange.path()) {
      case "/missing" -> throw new StatusException(404, "nothing here");
      case "/fails" -> throw new IllegalStateException("x");
      default -> exchange.send(exchange.body().text(100) + "!");
    }
  }

  private static void ask(String host, int port) throws Exception {
    try (var client = RawClient.connect(host, port)) {
      client.send(
          "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\nuser-agent: c\"\\\r\n\r\nhello");
      client.until("hello!");
      client.get("/missing").until("here\n");
      client.get("/fails").until("Error\n");
      client.send("wrong\r\n\r\n");
      client.toEnd();
    }
  }

  @Test
  void they_see_each_step() throws Exception {
    var events = new ArrayList<String>();
    try (var _ = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withObserver(new Recording(events)),
          ObserversTest::handle,
          ObserversTest::ask);
    }
    events.remove("disconnected"); // It may come after the end of the client.
    assertThat(events)
        .containsExactly(
            "listening",
            "connected",
            "began POST /a",
            "ended POST /a 200, 5 in, 6 out, COMPLETE",
            "began GET /missing",
            "ended GET /missing 404, 0 in, 13 out, COMPLETE by"
                + " dev.gonzo.http.server.StatusException: nothing here",
            "began GET /fails",
            "ended GET /fails 500, 0 in, 22 out, FAILED by java.lang.IllegalStateException: x",
            "refused 400: the first line is not a method, a target and a version");
  }

  @Test
  void an_access_log_has_a_line_for_each_request() throws Exception {
    var lines = new ArrayList<String>();
    try (var _ = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withObserver(AccessLog.combined(lines::add)),
          ObserversTest::handle,
          ObserversTest::ask);
    }
    assertThat(lines)
        .allMatch(line -> line.matches("[0-9.]+ - - \\[../.../....:..:..:.. \\+0000\\] \".*"));
    assertThat(lines)
        .extracting(line -> line.substring(line.indexOf('"')))
        .containsExactly(
            "\"POST /a HTTP/1.1\" 200 6 \"-\" \"c\\x22\\x5c\"",
            "\"GET /missing HTTP/1.1\" 404 13 \"-\" \"-\"",
            "\"GET /fails HTTP/1.1\" 500 22 \"-\" \"-\"",
            "\"-\" 400 - \"-\" \"-\"");
  }

  @Test
  void one_that_throws_is_logged_once_and_hurts_no_request() throws Exception {
    var bad =
        new ExchangeObserver() {
          @Override
          public void began(Exchange exchange) {
            throw new IllegalStateException("bad observer");
          }

          @Override
          public String toString() {
            return "bad";
          }
        };
    try (var log = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withObserver(bad),
          exchange -> exchange.send("ok"),
          (host, port) -> {
            try (var client = RawClient.connect(host, port)) {
              assertThat(client.get("/").until("ok")).startsWith("HTTP/1.1 200 OK\n");
              assertThat(client.get("/").until("ok")).startsWith("HTTP/1.1 200 OK\n");
            }
          });
      assertThat(log.messages())
          .containsExactly("the observer bad failed; other failures are not logged");
    }
  }
}
