package dev.gonzo.http.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Headers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1ClientTest {
  private static final Headers HOST = Headers.of("host", "a");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Http1Client engine = client("GET");

  private static Http1Client client(String... methods) {
    var client = new Http1Client(Http1Limits.defaults());
    for (String method : methods) {
      ask(client, method);
    }
    return client;
  }

  private static void ask(Http1Client client, String method) {
    client.send(
        RequestHead.of(
            method,
            method.equals("CONNECT") ? "a:80" : "/",
            method.equals("CONNECT") ? Headers.of("host", "a:80") : HOST));
    client.send(EndOfMessage.plain());
  }

  /** Receives a response, and the end of the connection, in each way. */
  private static List<String> responses(String bytes, String... methods) {
    List<String> first = null;
    for (Feed.Pieces pieces : Feed.ways()) {
      Http1Client client = client(methods);
      List<String> events = Feed.receive(client, Feed.bytes(bytes), pieces);
      Feed.add(events, client.receiveEnd());
      if (first == null) {
        first = events;
      }
      assertThat(events).isEqualTo(first);
    }
    return new ArrayList<>(first);
  }

  @Test
  void requests_are_written_as_they_are() {
    var client = new Http1Client(Http1Limits.defaults());
    client.send(
        RequestHead.of(
            "GET", "/a?b", HOST.with("TE", "trailers").with("Connection", "TE, keep-alive")));
    client.send(EndOfMessage.plain());
    client.send(RequestHead.of("POST", "/", HOST.with("content-length", "5")));
    client.send(new Data(Feed.bytes("hello")));
    client.send(EndOfMessage.plain());
    client.send(RequestHead.of("POST", "/", HOST));
    client.send(new Data(Feed.bytes("hello")));
    client.send(new EndOfMessage(Headers.of("x-sum", "7")));
    client.send(RequestHead.of("OPTIONS", "*", HOST.with("connection", "close")));
    client.send(EndOfMessage.plain());
    assertThat(Feed.sent(client))
        .isEqualTo(
            "GET /a?b HTTP/1.1\r\nhost: a\r\nte: trailers\r\nconnection: TE\r\n\r\n"
                + "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello"
                + "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 7\r\n\r\n"
                + "OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    assertThat(client.isReusable()).isFalse();
  }

  @Test
  void a_body_by_content_length_leaves_the_connection_open() {
    assertThat(Feed.receive(engine, Feed.bytes(OK), left -> left))
        .containsExactly("HTTP/1.1 200 OK | content-length: 2", "data ok", "end");
    assertThat(engine.isReusable()).isTrue();
    assertThat(responses(OK, "GET"))
        .containsExactly("HTTP/1.1 200 OK | content-length: 2", "data ok", "end", "connection end");
  }

  @Test
  void a_body_in_chunks_with_trailers() {
    assertThat(
            responses(
                "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2;a\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n",
                "GET"))
        .containsExactly(
            "HTTP/1.1 200  | transfer-encoding: chunked",
            "data ok",
            "end | x-sum: 7",
            "connection end");
  }

  @Test
  void a_body_without_a_length_ends_with_the_connection() {
    assertThat(responses("HTTP/1.1 200 Very OK\r\n\r\nhello", "GET"))
        .containsExactly("HTTP/1.1 200 Very OK", "data hello", "end", "connection end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "H"
      })
  void a_response_that_is_cut_short_is_an_error(String bytes) {
    assertThat(responses(bytes, "GET").getLast()).isEqualTo("violation 502 RFC 9112, 8");
  }

  @Test
  void a_connection_that_ends_before_a_response_has_not_answered() {
    assertThat(responses("", "GET")).containsExactly("connection end");
  }

  @Test
  void responses_without_a_body_have_none_whatever_their_content_length_says() {
    assertThat(responses("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + OK, "HEAD", "GET"))
        .containsExactly(
            "HTTP/1.1 200 OK | content-length: 7",
            "end",
            "HTTP/1.1 200 OK | content-length: 2",
            "data ok",
            "end",
            "connection end");
    assertThat(
            responses(
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n" + OK, "GET", "GET"))
        .hasSize(6);
    assertThat(
            responses("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n" + OK, "GET", "GET"))
        .hasSize(6);
  }

  @Test
  void several_informational_responses_come_before_the_final_one() {
    assertThat(
            responses(
                "HTTP/1.1 100 Continue\r\nContent-Length: 7\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: b\r\n\r\n"
                    + OK,
                "GET"))
        .containsExactly(
            "HTTP/1.1 100 Continue | content-length: 7",
            "HTTP/1.1 103 Early Hints | link: b",
            "HTTP/1.1 200 OK | content-length: 2",
            "data ok",
            "end",
            "connection end");
    assertThat(responses("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17) + OK, "GET").getLast())
        .isEqualTo("violation 502 limit informational");
  }

  @Test
  void bytes_behind_an_upgrade_belong_to_the_new_protocol() {
    var client = new Http1Client(Http1Limits.defaults());
    client.send(RequestHead.of("GET", "/", HOST.with("upgrade", "x")));
    client.send(EndOfMessage.plain());
    assertThat(Feed.sent(client)).endsWith("upgrade: x\r\nconnection: upgrade\r\n\r\n");
    assertThat(client.isReusable()).isFalse();
    var bytes = Feed.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\1\2");
    assertThat(Feed.receive(client, bytes, left -> left))
        .containsExactly("HTTP/1.1 101 Switching Protocols | upgrade: x", "upgraded");
    assertThat(bytes.remaining()).isEqualTo(2);
    assertThat(client.isUpgraded()).isTrue();
    assertThat(client).hasToString("HTTP/1.1 client, 0 responses: upgraded");
  }

  @Test
  void an_upgrade_before_the_request_has_ended_is_an_error() {
    var client = new Http1Client(Http1Limits.defaults());
    client.send(RequestHead.of("POST", "/", HOST.with("upgrade", "x").with("content-length", "2")));
    client.send(new Data(Feed.bytes("o")));
    var bytes = Feed.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
    assertThat(Feed.receive(client, bytes, left -> left))
        .containsExactly("violation 502 RFC 9110, 7.8");
  }

  @Test
  void an_upgrade_that_is_refused_leaves_the_connection_open() {
    var client = new Http1Client(Http1Limits.defaults());
    client.send(RequestHead.of("GET", "/", HOST.with("upgrade", "x")));
    client.send(EndOfMessage.plain());
    client.receive(Feed.bytes(OK));
    assertThat(client.isReusable()).isTrue();
  }

  @Test
  void a_tunnel() {
    assertThat(responses("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "CONNECT"))
        .containsExactly("HTTP/1.1 200 OK | content-length: 5", "upgraded");
    assertThat(responses("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nok", "CONNECT")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: y\0\r\n\r\n",
        "HTTP/1.1 200\u007f\r\n\r\n",
        "HTTP/1.1 200 O\u007fK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1200 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n"
      })
  void a_response_that_can_be_read_in_two_ways_is_an_error(String bytes) {
    List<String> events = responses(bytes + OK, "GET");
    assertThat(events.getLast()).startsWith("violation 502 ");
    assertThat(events).noneMatch(each -> each.startsWith("data") || each.startsWith("end"));
  }

  @Test
  void bytes_without_a_request_are_an_error() {
    assertThat(responses("HTTP/1.1 408 Request Timeout\r\n\r\n"))
        .containsExactly("violation 502 RFC 9112, 9.2");
    assertThat(responses(OK + "x", "GET").getLast()).isEqualTo("violation 502 RFC 9112, 9.2");
  }

  @Test
  void a_response_that_closes_is_the_last() {
    assertThat(
            responses(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok" + OK,
                "GET",
                "GET"))
        .hasSize(3);
    assertThat(responses("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "GET")).hasSize(3);
    engine.receive(
        Feed.bytes("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"));
    assertThat(engine.isReusable()).isTrue();
    assertThat(engine).hasToString("HTTP/1.1 client, 1 responses: sending HEAD, 0 unanswered");
  }

  @Test
  void a_body_of_a_response_has_a_limit() {
    for (Feed.Pieces pieces : Feed.ways()) {
      var client = new Http1Client(Http1Limits.defaults().withBody(3));
      ask(client, "GET");
      assertThat(Feed.receive(client, Feed.bytes("HTTP/1.1 200 OK\r\n\r\nhello"), pieces))
          .containsExactly("HTTP/1.1 200 OK", "data hel", "violation 502 limit body");
    }
  }

  @Test
  void events_out_of_order_are_refused_and_change_nothing() {
    Feed.sent(engine);
    assertThatThrownBy(() -> engine.send(EndOfMessage.plain()))
        .isInstanceOf(IllegalStateException.class);
    engine.send(RequestHead.of("GET", "/", HOST));
    assertThatThrownBy(() -> engine.send(RequestHead.of("GET", "/", HOST)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has not ended");
    assertThatThrownBy(() -> engine.send(new Data(Feed.bytes("a"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no body");
    engine.send(EndOfMessage.plain());
    ask(engine, "CONNECT");
    assertThatThrownBy(() -> ask(engine, "GET"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open another");
    assertThat(Feed.sent(engine)).startsWith("GET / HTTP/1.1\r\nhost: a\r\n\r\nCONNECT a:80 ");
    engine.send(new Close());
    assertThat(engine.isClosed()).isTrue();
  }

  @Test
  void wrong_requests_are_refused() {
    for (RequestHead head :
        List.of(
            RequestHead.of("GET", "/", Headers.none()),
            RequestHead.of("GET", "/", HOST.with("host", "a")),
            RequestHead.of("GET", "/", Headers.of("host", "a b")),
            RequestHead.of("GET", "a", HOST),
            RequestHead.of("GET", "*", HOST),
            RequestHead.of("CONNECT", "/", HOST),
            RequestHead.of("CONNECT", "a:80", Headers.of("host", "a:80", "content-length", "0")),
            RequestHead.of("POST", "/", HOST.with("content-length", "a")),
            RequestHead.of(
                "POST", "/", HOST.with("content-length", "1").with("transfer-encoding", "chunked")),
            new RequestHead("GET", "/", Version.HTTP_1_0, HOST))) {
      assertThatThrownBy(() -> engine.send(head))
          .as("%s", head)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(engine.isReusable()).isTrue();
  }
}
