package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.http.engine.websocket.Agreement;
import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.DeflatePool;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import dev.gonzo.testing.MemoryStreams;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketUpgradeTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static Recorded request(String... more) {
    var headers = new String[8 + more.length];
    System.arraycopy(
        new String[] {
          "upgrade", "websocket",
          "connection", "Upgrade",
          "sec-websocket-key", KEY,
          "sec-websocket-version", "13"
        },
        0,
        headers,
        0,
        8);
    System.arraycopy(more, 0, headers, 8, more.length);
    return new Recorded("GET", "/", headers);
  }

  private static ExchangeHandler echo(WebSocketOptions options) {
    return exchange -> {
      exchange.header("x-own", "1").header("connection", "close");
      try (WebSocket socket = exchange.webSocket(options)) {
        for (Message message : socket.messages()) {
          socket.send(socket.subprotocol().orElse("none") + " " + message.text());
        }
      }
    };
  }

  private static void talk(Recorded request, String expected) throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(1000);
      request.upgraded = streams.left();
      Task<?> server =
          spawn(() ->
              request.answeredBy(echo(WebSocketOptions.defaults().withSubprotocols("chat.v1"))));
      WebSocket client =
          WebSocket.overClient(
              streams.right(),
              ByteBuffer.allocate(0),
              Agreement.plain(),
              WebSocketOptions.defaults());
      client.send("hello");
      assertThat(client.receive().orElseThrow().text()).isEqualTo(expected);
      client.close();
      server.join();
    });
  }

  @Test
  void a_handshake_of_http_1_is_answered() throws Exception {
    Recorded request = request("sec-websocket-protocol", "x, chat.v1");
    talk(request, "chat.v1 hello");
    assertThat(request.status).isEqualTo(101);
    assertThat(request.field("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(request.field("x-own")).isEqualTo("1");
    assertThat(request.answer.all("connection")).containsExactly("Upgrade");
  }

  @Test
  void an_extended_connect_of_http_2_is_answered() throws Exception {
    var request =
        new Recorded(
            "CONNECT", "/", "sec-websocket-version", "13", "origin", "http://shop.example");
    request.version = HttpVersion.HTTP_2;
    request.protocol = Optional.of("websocket");
    talk(request, "none hello");
    assertThat(request.status).isEqualTo(200);
  }

  private static Recorded refused(Recorded request, WebSocketOptions options) throws Exception {
    inVirtualTime(() -> request.answeredBy(echo(options)));
    return request;
  }

  @Test
  void what_is_no_handshake_is_refused() throws Exception {
    var options = WebSocketOptions.defaults();
    assertThat(refused(new Recorded("GET", "/"), options).status).isBetween(400, 426);
    Recorded old =
        new Recorded(
            "GET",
            "/",
            "upgrade",
            "websocket",
            "connection",
            "upgrade",
            "sec-websocket-key",
            KEY,
            "sec-websocket-version",
            "8");
    assertThat(refused(old, options).status).isEqualTo(426);
    assertThat(old.field("sec-websocket-version")).isEqualTo("13");
    var plain = new Recorded("GET", "/");
    plain.version = HttpVersion.HTTP_2;
    assertThat(refused(plain, options).status).isEqualTo(400);
    var other = new Recorded("CONNECT", "/");
    other.version = HttpVersion.HTTP_2;
    other.protocol = Optional.of("connect-udp");
    assertThat(refused(other, options).status).isEqualTo(501);
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.example, true",
    "https://shop.example, true",
    "https://SHOP.example:443, true",
    "http://shop.example:80, true",
    "http://partner.example, true",
    "https://partner.example, false",
    "http://shop.example:8080, false",
    "http://shop.example.evil.example, false",
    "http://evil.example, false",
    "http://evil-shop.example, false",
    "null, false",
    "file://, false",
    "shop.example, false",
  })
  void only_pages_of_the_own_host_and_listed_ones_may_connect(String origin, boolean isPermitted) {
    var options = WebSocketOptions.defaults().withOrigins("http://partner.example:80");
    assertThat(options.origins().permit(origin, "shop.example")).isEqualTo(isPermitted);
    assertThat(options.withAnyOrigin().origins().permit(origin, "shop.example")).isTrue();
    assertThat(options.origins().permit("", "shop.example")).isTrue();
  }

  @Test
  void a_foreign_page_is_refused() throws Exception {
    Recorded foreign =
        refused(request("origin", "http://evil.example"), WebSocketOptions.defaults());
    assertThat(foreign.status).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"shop.example", "http://", "http://a/", "://a", "''"})
  void a_wrong_origin_in_the_options_is_refused(String origin) {
    assertThatThrownBy(() -> WebSocketOptions.defaults().withOrigins(origin))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_response_that_has_begun_cannot_become_a_socket() throws Exception {
    inVirtualTime(() -> {
      Recorded request = request();
      assertThatThrownBy(() ->
              request.answeredBy(exchange -> {
                exchange.send("text");
                exchange.webSocket(WebSocketOptions.defaults());
              }))
          .isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void the_sockets_of_a_server_share_its_compressors() throws Exception {
    inVirtualTime(() -> {
      var compressors = DeflatePool.of(2);
      var streams = MemoryStreams.of(1000);
      Recorded request = request("sec-websocket-extensions", "permessage-deflate");
      request.upgraded = streams.left();
      var options = WebSocketOptions.defaults().withDeflate(DeflateOptions.defaults());
      Task<?> server =
          spawn(() -> {
            try (WebSocket socket = new Exchange(request, compressors).webSocket(options)) {
              socket.send("long enough to be compressed ".repeat(100));
              assertThat(compressors.toString()).contains("1 compressors");
            }
          });
      streams.right().writeAll(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
      server.join();
    });
  }
}
