package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection that becomes a stream of bytes of another protocol. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record UpgradeTest(Network network) {
  /** Answers in capitals from the upgrade on. */
  private static void shout(ServerStream stream) throws IOException {
    ByteStream upgraded = stream.upgrade(Headers.of("upgrade", "shout"));
    var buffer = new byte[100];
    for (int count; (count = upgraded.read(buffer)) >= 0; ) {
      upgraded.writeAll(
          new String(buffer, 0, count, US_ASCII).toUpperCase(Locale.ROOT).getBytes(US_ASCII));
    }
  }

  @Test
  void it_begins_with_the_bytes_that_came_with_the_request() throws Exception {
    var protocols = new ArrayList<String>();
    // From the upgrade on, the deadlines of HTTP hold no longer.
    var limits =
        Http1Limits.defaults()
            .withBodyTime(Duration.ofMillis(50))
            .withKeepAlive(Duration.ofMillis(50));
    network.serving(
        ServerOptions.defaults().withHttp1(limits),
        exchange -> {
          protocols.add(exchange.stream().protocol().orElse("none"));
          shout(exchange.stream());
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(
                "GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: shout\r\n\r\nhello");
            assertThat(client.until("HELLO"))
                .isEqualTo(
                    """
                    HTTP/1.1 101 Switching Protocols
                    upgrade: shout
                    connection: upgrade

                    HELLO\
                    """);
            Gonzo.sleep(Duration.ofMillis(200));
            client.send("again");
            assertThat(client.until("AGAIN")).isEqualTo("AGAIN");
            client.socket.shutdownOutput();
            assertThat(client.toEnd()).isEmpty();
          }
        });
    assertThat(protocols).containsExactly("shout");
  }

  @Test
  void connect_opens_a_tunnel() throws Exception {
    network.serving(
        exchange -> {
          assertThat(exchange.authority()).isEqualTo("a:443");
          shout(exchange.stream());
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\nhello");
            assertThat(client.until("HELLO")).startsWith("HTTP/1.1 200 OK\n");
          }
        });
  }
}
