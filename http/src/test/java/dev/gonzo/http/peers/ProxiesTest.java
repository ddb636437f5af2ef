package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.http1.SmugglingPayloads;
import dev.gonzo.http.peers.RealProxy.HaProxy;
import dev.gonzo.http.peers.RealProxy.Nginx;
import dev.gonzo.http.server.Exchange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Behind a real proxy, it and the server agree on what the requests are. */
@Tag("realTime")
class ProxiesTest {
  private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir private Path directory;

  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

  enum Kind {
    NGINX,
    HAPROXY
  }

  private RealProxy start(Kind kind, int port) throws Exception {
    return switch (kind) {
      case NGINX -> Nginx.start(directory, port);
      case HAPROXY -> HaProxy.start(directory, port);
    };
  }

  private void answer(Exchange exchange) throws Exception {
    seen.add(Seen.of(exchange));
    exchange.send("ok\n");
  }

  @ParameterizedTest
  @EnumSource
  void requests_arrive_as_they_were_sent(Kind kind) throws Exception {
    var sent = new ArrayList<Seen>();
    try (var server = PeerServer.start(this::answer);
        var proxy = start(kind, server.port())) {
      for (List<Seen> pipelined :
          List.of(
              List.of(new Seen("GET", "/one", "")),
              List.of(new Seen("POST", "/two", "a body")),
              List.of(
                  new Seen("POST", "/three", "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
                  new Seen("GET", "/four", ""),
                  new Seen("PUT", "/five", "0\r\n\r\n"),
                  new Seen("POST", "/six", "x".repeat(10_000))))) {
        for (boolean chunked : new boolean[] {false, true}) {
          var bytes = new StringBuilder();
          for (Seen request : pipelined) {
            boolean last = request == pipelined.getLast();
            bytes.append(written(request, chunked, last ? "Connection: close\r\n" : ""));
          }
          String responses = proxy.request(bytes.toString());
          assertThat(responses.split("HTTP/1.1 200 OK", -1)).hasSize(pipelined.size() + 1);
          sent.addAll(pipelined);
        }
      }
      assertThat(proxy.answered()).isEqualTo(sent);
      assertThat(seen).isEqualTo(sent);
    }
  }

  private static String written(Seen request, boolean chunked, String fields) {
    String head = request.method() + " " + request.target() + " HTTP/1.1\r\nHost: a\r\n" + fields;
    String body = request.body();
    if (!chunked) {
      return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
    int half = body.length() / 2;
    return head
        + "Transfer-Encoding: chunked\r\n\r\n"
        + chunk(body.substring(0, half))
        + chunk(body.substring(half))
        + "0\r\n\r\n";
  }

  private static String chunk(String part) {
    return part.isEmpty() ? "" : Integer.toHexString(part.length()) + "\r\n" + part + "\r\n";
  }

  @ParameterizedTest
  @EnumSource
  void what_could_be_read_in_two_ways_is_read_in_one(Kind kind) throws Exception {
    List<String> payloads =
        Stream.of(
                SmugglingPayloads.heads(),
                SmugglingPayloads.lines(),
                SmugglingPayloads.firstLines(),
                SmugglingPayloads.hosts(),
                SmugglingPayloads.chunks(),
                SmugglingPayloads.accepted())
            .flatMap(each -> each)
            .toList();
    try (var server = PeerServer.start(this::answer);
        var proxy = start(kind, server.port())) {
      for (String payload : payloads) {
        proxy.feed(payload + NEXT);
      }
      List<Seen> answered = proxy.answered();
      assertThat(answered).hasSizeGreaterThan(10);
      assertThat(seen).isEqualTo(answered);
    }
  }
}
