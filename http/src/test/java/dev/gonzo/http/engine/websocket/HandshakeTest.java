package dev.gonzo.http.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.HandshakeResult.Accepted;
import dev.gonzo.http.engine.websocket.HandshakeResult.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section 4 of RFC 6455, RFC 8441, and the negotiation of RFC 7692. */
class HandshakeTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final HandshakeOptions NONE = HandshakeOptions.none();
  private static final HandshakeOptions DEFLATE = NONE.withDeflate(DeflateOptions.defaults());
  private static final HandshakeOptions TAKEOVER =
      NONE.withDeflate(DeflateOptions.defaults().withContextTakeover(true));

  private static Refused refused(HandshakeResult result) {
    assertThat(result).isInstanceOf(Refused.class);
    return (Refused) result;
  }

  private static Accepted accepted(HandshakeResult result) {
    assertThat(result).isInstanceOf(Accepted.class);
    return (Accepted) result;
  }

  private static HandshakeResult accept(Headers request) {
    return WebSocketHandshake.accept("GET", request, NONE);
  }

  private static Headers request() {
    return WebSocketHandshake.request(KEY, NONE);
  }

  private static Headers response(String... more) {
    Headers headers =
        Headers.of(
            "Upgrade", "websocket",
            "Connection", "Upgrade",
            "Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    for (int i = 0; i < more.length; i += 2) {
      headers = headers.with(more[i], more[i + 1]);
    }
    return headers;
  }

  private static HandshakeResult verify(HandshakeOptions options, String... more) {
    return WebSocketHandshake.verify(KEY, 101, response(more), options);
  }

  /** What a server answers to an offer of extensions; empty if it declines. */
  private static Optional<String> chosen(HandshakeOptions options, String... offers) {
    Headers request = request();
    for (String offer : offers) {
      request = request.with("sec-websocket-extensions", offer);
    }
    return accepted(WebSocketHandshake.accept("GET", request, options))
        .headers()
        .first("sec-websocket-extensions");
  }

  @Test
  void the_example_of_the_standard() {
    assertThat(WebSocketHandshake.key("the sample nonce".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(KEY);
    Accepted answer = accepted(accept(request()));
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.headers()).isEqualTo(response());
    assertThat(accepted(WebSocketHandshake.verify(KEY, 101, answer.headers(), NONE)).agreement())
        .isEqualTo(Agreement.plain());
    assertThatThrownBy(() -> WebSocketHandshake.key(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_server_refuses_requests_that_are_wrong() {
    assertThat(refused(WebSocketHandshake.accept("POST", request(), NONE)).status()).isEqualTo(400);
    for (String name :
        new String[] {"upgrade", "connection", "sec-websocket-key", "sec-websocket-version"}) {
      assertThat(refused(accept(request().without(name))).status()).as(name).isEqualTo(400);
    }
    for (String key :
        new String[] {
          "", "dGhlIHNhbXBsZSBub25jZQ", KEY + "=", "dGhlIHNhbXBsZSBub25j", "!".repeat(24)
        }) {
      Headers request = request().without("sec-websocket-key").with("sec-websocket-key", key);
      assertThat(refused(accept(request)).status()).as(key).isEqualTo(400);
    }
    assertThat(refused(accept(request().with("sec-websocket-key", KEY))).problem())
        .contains("2 times");
    for (String list : new String[] {"a,,b", "a b", "a, a", ""}) {
      assertThat(accept(request().with("sec-websocket-protocol", list)))
          .as(list)
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void another_version_is_answered_with_the_one_that_is_known() {
    Headers old = request().without("sec-websocket-version").with("sec-websocket-version", "8");
    assertThat(refused(accept(old)).status()).isEqualTo(426);
    assertThat(refused(accept(old)).headers().first("sec-websocket-version")).contains("13");
    Refused connect = refused(WebSocketHandshake.acceptConnect("websocket", old, NONE));
    assertThat(connect.status()).isEqualTo(400);
    // HTTP/2 has no such field.
    assertThat(connect.headers()).isEqualTo(Headers.of("sec-websocket-version", "13"));
  }

  @Test
  void a_client_refuses_answers_that_are_wrong() {
    assertThat(refused(WebSocketHandshake.verify(KEY, 200, response(), NONE)).status())
        .isEqualTo(200);
    for (String name : new String[] {"upgrade", "connection", "sec-websocket-accept"}) {
      Headers response = response().without(name);
      assertThat(WebSocketHandshake.verify(KEY, 101, response, NONE)).isInstanceOf(Refused.class);
    }
    String other = WebSocketHandshake.key(new byte[16]);
    assertThat(refused(WebSocketHandshake.verify(other, 101, response(), NONE)).problem())
        .contains("another key");
    refused(verify(NONE, "sec-websocket-protocol", "chat"));
    refused(verify(NONE, "sec-websocket-extensions", "permessage-deflate"));
    refused(verify(DEFLATE, "sec-websocket-extensions", "x-other"));
  }

  @Test
  void a_subprotocol_is_chosen_by_the_servers_order() {
    HandshakeOptions client = NONE.withSubprotocols("old", "chat.v2", "chat.v1");
    HandshakeOptions server = NONE.withSubprotocols("chat.v3", "chat.v1", "chat.v2");
    Accepted answer =
        accepted(WebSocketHandshake.accept("GET", WebSocketHandshake.request(KEY, client), server));
    assertThat(answer.agreement().subprotocol()).contains("chat.v1");
    assertThat(accepted(WebSocketHandshake.verify(KEY, 101, answer.headers(), client)).agreement())
        .isEqualTo(answer.agreement());
    Headers lists =
        request().with("sec-websocket-protocol", "x").with("sec-websocket-protocol", "chat.v2 , y");
    assertThat(accepted(WebSocketHandshake.accept("GET", lists, server)).agreement().subprotocol())
        .contains("chat.v2");
    assertThat(accepted(WebSocketHandshake.accept("GET", lists, NONE)).headers())
        .isEqualTo(response());
  }

  @Test
  void header_values_of_the_caller_cannot_add_lines() {
    for (String name : new String[] {"a\r\nx: y", "a\n", "a\0", "a b", "a,b", ""}) {
      assertThatThrownBy(() -> NONE.withSubprotocols(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> NONE.withSubprotocols("a", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebSocketHandshake.request("x\r\ny: z", NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void extended_connect_has_no_key_and_no_upgrade() {
    Headers request = WebSocketHandshake.connectRequest(DEFLATE.withSubprotocols("chat"));
    assertThat(request)
        .isEqualTo(
            Headers.of(
                "sec-websocket-version", "13",
                "sec-websocket-protocol", "chat",
                "sec-websocket-extensions",
                    "permessage-deflate; server_no_context_takeover; client_no_context_takeover"));
    Accepted answer =
        accepted(
            WebSocketHandshake.acceptConnect(
                "websocket", request, DEFLATE.withSubprotocols("chat")));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().has("upgrade") || answer.headers().has("connection")).isFalse();
    Accepted verified =
        accepted(
            WebSocketHandshake.verifyConnect(
                200, answer.headers(), DEFLATE.withSubprotocols("chat")));
    assertThat(verified.agreement()).isEqualTo(answer.agreement());
    refused(WebSocketHandshake.verifyConnect(404, Headers.none(), NONE));
    assertThat(refused(WebSocketHandshake.acceptConnect("connect-udp", request, NONE)).status())
        .isEqualTo(501);
  }

  @Test
  void context_takeover_is_off_unless_both_ends_want_it() {
    String off = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    assertThat(chosen(DEFLATE, "permessage-deflate")).contains(off);
    assertThat(chosen(TAKEOVER, off)).contains(off);
    assertThat(chosen(TAKEOVER, "permessage-deflate; client_max_window_bits"))
        .contains("permessage-deflate");
    assertThat(chosen(NONE, "permessage-deflate")).isEmpty();
    DeflateAgreement deflate =
        accepted(
                verify(
                    TAKEOVER,
                    "sec-websocket-extensions",
                    "permessage-deflate; client_no_context_takeover"))
            .agreement()
            .deflate()
            .orElseThrow();
    assertThat(deflate.serverTakesOver()).isTrue();
    assertThat(deflate.clientTakesOver()).isFalse();
  }

  @Test
  void a_window_that_java_cannot_make_is_declined() {
    assertThat(chosen(DEFLATE, "permessage-deflate; server_max_window_bits=8")).isEmpty();
    assertThat(chosen(TAKEOVER, "permessage-deflate; server_max_window_bits=14")).isEmpty();
    assertThat(chosen(TAKEOVER, "permessage-deflate; server_max_window_bits=\"15\""))
        .contains("permessage-deflate; server_max_window_bits=15");
    assertThat(
            chosen(TAKEOVER, "permessage-deflate; server_max_window_bits=10, permessage-deflate"))
        .contains("permessage-deflate");
    assertThat(
            chosen(
                TAKEOVER, "permessage-deflate; server_max_window_bits=10", "x, permessage-deflate"))
        .contains("permessage-deflate");
    // What the peer compresses with a smaller window is read all the same.
    assertThat(chosen(TAKEOVER, "permessage-deflate; client_max_window_bits=8"))
        .contains("permessage-deflate");
    accepted(
        verify(
            TAKEOVER, "sec-websocket-extensions", "permessage-deflate; server_max_window_bits=8"));
    refused(
        verify(
            TAKEOVER, "sec-websocket-extensions", "permessage-deflate; client_max_window_bits=15"));
  }

  @Test
  void parameters_that_are_unknown_wrong_or_there_twice_are_declined() {
    for (String parameter :
        new String[] {
          "x",
          "server_no_context_takeover=1",
          "client_no_context_takeover; client_no_context_takeover",
          "server_max_window_bits",
          "server_max_window_bits=16",
          "client_max_window_bits=7",
          "client_max_window_bits=08"
        }) {
      String offer = "permessage-deflate; " + parameter;
      assertThat(chosen(TAKEOVER, offer)).as(offer).isEmpty();
      refused(verify(TAKEOVER, "sec-websocket-extensions", offer));
    }
    refused(verify(DEFLATE, "sec-websocket-extensions", "permessage-deflate"));
    refused(verify(TAKEOVER, "sec-websocket-extensions", "permessage-deflate, permessage-deflate"));
  }

  @Test
  void a_list_of_extensions_that_cannot_be_read_is_refused() {
    for (String list :
        new String[] {
          ";", "a;", "a;=1", "a;b=", "a b", "a;b=\"", "a;b=\"\"", "a;b=\"x y\"", "a;b=\"\\", "a=b"
        }) {
      Headers request = request().with("sec-websocket-extensions", list);
      assertThat(accept(request)).as(list).isInstanceOf(Refused.class);
    }
    assertThat(chosen(TAKEOVER, ", a;b=\"\\c\" ,, permessage-deflate ,")).isPresent();
  }
}
