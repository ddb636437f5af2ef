package dev.gonzo.http.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http1ServerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String OK_CLOSE =
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
  private static final String POST_CONTINUE =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";

  private final Http1Server engine = new Http1Server(Http1Limits.defaults());

  private List<String> receive(String bytes) {
    return Feed.receive(engine, Feed.bytes(bytes), left -> left);
  }

  @Test
  void a_request_without_a_body() {
    var result =
        ServerScenario.of("GET /a?b=c HTTP/1.1\r\nHost: a\r\nX-One:  1 \t\r\nx-ONE:\r\n\r\n");
    assertThat(result.events())
        .containsExactly("GET /a?b=c HTTP/1.1 | host: a | x-one: 1 | x-one: ", "end");
    assertThat(result.sent()).isEqualTo(OK);
    assertThat(result.isClosed()).isFalse();
  }

  @Test
  void a_body_by_content_length() {
    var result =
        ServerScenario.of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello\r\nGET ");
    assertThat(result.events())
        .containsExactly(
            "POST / HTTP/1.1 | host: a | content-length: 11", "data hello\r\nGET ", "end");
  }

  @Test
  void a_body_in_chunks_with_extensions_and_trailers() {
    var result =
        ServerScenario.of(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5;a=b ; c=\"d;\\\"e\" ;f\r\nhello\r\n00A\r\n0123456789\r\n0;last\r\nX-Sum: 7\r\n\r\n"
                + GET);
    assertThat(result.events())
        .containsExactly(
            "POST / HTTP/1.1 | host: a | transfer-encoding: Chunked",
            "data hello0123456789",
            "end | x-sum: 7",
            "GET / HTTP/1.1 | host: a",
            "end");
  }

  @Test
  void pipelined_requests_are_answered_in_order() {
    var result =
        ServerScenario.of(GET + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" + GET);
    assertThat(result.events())
        .containsExactly(
            "GET / HTTP/1.1 | host: a",
            "end",
            "POST /2 HTTP/1.1 | host: a | content-length: 2",
            "data hi",
            "end",
            "GET / HTTP/1.1 | host: a",
            "end");
    assertThat(result.sent()).isEqualTo(OK + OK + OK);
  }

  @Test
  void bytes_of_the_next_request_wait_for_the_response() {
    var bytes = Feed.bytes(GET + GET);
    assertThat(engine.receive(bytes)).hasSize(2);
    assertThat(bytes.remaining()).isEqualTo(GET.length());
    assertThat(engine.receive(bytes)).isEmpty();
    ServerScenario.ok(engine);
    assertThat(engine.receive(bytes)).hasSize(2);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void nothing_is_read_after_a_request_that_closes() {
    var result =
        ServerScenario.of("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n" + GET);
    assertThat(result.events()).hasSize(2);
    assertThat(result.sent()).isEqualTo(OK_CLOSE);
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void nothing_is_read_after_a_response_that_closes() {
    var result =
        ServerScenario.of(
            GET + GET,
            Http1Limits.defaults(),
            (server, _) -> {
              server.send(
                  ResponseHead.of(
                      200, Headers.of("connection", "close, x", "content-length", "0")));
              server.send(EndOfMessage.plain());
            });
    assertThat(result.events()).hasSize(2);
    assertThat(result.sent())
        .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close, x\r\n\r\n");
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void a_failure_in_the_middle_of_a_response_cuts_it_and_what_follows() {
    var result =
        ServerScenario.of(
            GET + GET + GET,
            Http1Limits.defaults(),
            (server, request) -> {
              if (request == 1) {
                ServerScenario.ok(server);
              } else {
                server.send(ResponseHead.of(200));
                server.send(new Data(Feed.bytes("ha")));
                server.send(new Close());
              }
            });
    assertThat(result.events()).hasSize(4);
    assertThat(result.sent())
        .isEqualTo(OK + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nha\r\n");
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void a_peer_of_http_1_0_gets_a_body_until_close() {
    var result =
        ServerScenario.of(
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + GET,
            Http1Limits.defaults(),
            (server, _) -> {
              server.send(ResponseHead.of(200));
              server.send(new Data(Feed.bytes("hello")));
              server.send(new EndOfMessage(Headers.of("x-sum", "7")));
            });
    assertThat(result.events()).hasSize(2);
    assertThat(result.sent()).isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello");
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void a_connection_of_http_1_0_persists_if_both_want_that() {
    String old = "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
    var result = ServerScenario.of(old + old + "GET / HTTP/1.0\r\n\r\n");
    assertThat(result.events()).hasSize(6);
    assertThat(result.sent())
        .isEqualTo((OK_CLOSE.replace("close", "keep-alive")).repeat(2) + OK_CLOSE);
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void chunks_are_written_if_there_is_no_content_length() {
    receive(GET);
    engine.send(ResponseHead.of(200, Headers.of("transfer-encoding", "chunked")));
    engine.send(new Data(Feed.bytes("hello, world")));
    engine.send(new Data(Feed.bytes("")));
    engine.send(new EndOfMessage(Headers.of("X-Sum", "7")));
    assertThat(Feed.sent(engine))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nc\r\nhello, world\r\n0\r\nx-sum: 7\r\n\r\n");
  }

  @Test
  void a_deadline_can_be_asked_for_while_bytes_are_written() {
    receive(GET);
    ServerScenario.ok(engine);
    var bytes = engine.bytesToSend();
    assertThat(engine.nextDeadline()).isPresent();
    bytes.position(bytes.limit());
    assertThat(engine.bytesToSend().hasRemaining()).isFalse();
  }

  @Test
  void a_large_part_of_a_body_is_sent_from_its_own_buffer() {
    String large = "x".repeat(3000);
    receive(GET);
    engine.send(ResponseHead.of(200));
    for (int i = 0; i < 3; i++) {
      engine.send(new Data(Feed.bytes(large)));
    }
    engine.send(EndOfMessage.plain());
    assertThat(Feed.sent(engine))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                + ("bb8\r\n" + large + "\r\n").repeat(3)
                + "0\r\n\r\n");
  }

  @Test
  void a_body_that_does_not_fit_its_content_length_is_refused_at_the_door() {
    receive(GET);
    engine.send(ResponseHead.of(200, Headers.of("content-length", "3")));
    assertThatThrownBy(() -> engine.send(new Data(Feed.bytes("four"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 bytes are left, got 4");
    assertThatThrownBy(() -> engine.send(EndOfMessage.plain()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 bytes are missing");
    engine.send(new Data(Feed.bytes("abc")));
    assertThatThrownBy(() -> engine.send(new EndOfMessage(Headers.of("a", "b"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chunked");
    engine.send(EndOfMessage.plain());
    assertThat(Feed.sent(engine)).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
  }

  @Test
  void events_out_of_order_are_refused_and_change_nothing() {
    assertThatThrownBy(() -> engine.send(ResponseHead.of(200)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> engine.send(new Data(Feed.bytes("a"))))
        .isInstanceOf(IllegalStateException.class);
    receive(GET);
    assertThatThrownBy(() -> engine.send(EndOfMessage.plain()))
        .isInstanceOf(IllegalStateException.class);
    engine.send(ResponseHead.of(200, Headers.of("content-length", "2")));
    assertThatThrownBy(() -> engine.send(ResponseHead.of(200)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was sent");
    engine.send(new Data(Feed.bytes("ok")));
    engine.send(EndOfMessage.plain());
    assertThatThrownBy(() -> engine.send(EndOfMessage.plain()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Feed.sent(engine)).isEqualTo(OK);
    engine.send(new Close());
    assertThatThrownBy(() -> engine.send(new Close()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void responses_without_a_body_have_none_whatever_their_content_length_says() {
    receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    engine.send(ResponseHead.of(200, Headers.of("content-length", "7")));
    assertThatThrownBy(() -> engine.send(new Data(Feed.bytes("a"))))
        .isInstanceOf(IllegalStateException.class);
    engine.send(EndOfMessage.plain());
    receive(GET);
    engine.send(ResponseHead.of(304, Headers.of("content-length", "8")));
    engine.send(EndOfMessage.plain());
    receive(GET);
    assertThatThrownBy(() -> engine.send(ResponseHead.of(204, Headers.of("content-length", "0"))))
        .isInstanceOf(IllegalArgumentException.class);
    engine.send(ResponseHead.of(204));
    engine.send(EndOfMessage.plain());
    assertThat(Feed.sent(engine))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n"
                + "HTTP/1.1 304 Not Modified\r\ncontent-length: 8\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\n");
  }

  @Test
  void wrong_framing_in_a_head_is_refused() {
    receive(GET);
    for (Headers headers :
        List.of(
            Headers.of("content-length", "2", "content-length", "2"),
            Headers.of("content-length", "+2"),
            Headers.of("content-length", ""),
            Headers.of("content-length", "99999999999999999999"),
            Headers.of("content-length", "2", "transfer-encoding", "chunked"),
            Headers.of("transfer-encoding", "gzip, chunked"))) {
      assertThatThrownBy(() -> engine.send(ResponseHead.of(200, headers)))
          .as("%s", headers)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> engine.send(new ResponseHead(200, "OK", Version.HTTP_1_0, Headers.none())))
        .isInstanceOf(IllegalArgumentException.class);
    engine.send(ResponseHead.of(200));
    assertThatThrownBy(() -> engine.send(new EndOfMessage(Headers.of("content-length", "2"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void values_with_line_breaks_cannot_be_sent() {
    for (String value : List.of("a\r\nb: c", "a\nb", "a\rb", "a\0b", " a")) {
      assertThatThrownBy(() -> Headers.of("x", value)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Headers.of("x:", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ResponseHead(200, "a\r\nb", Version.HTTP_1_1, Headers.none()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RequestHead.of("GET", "/ HTTP/1.1\r\n", Headers.none()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RequestHead.of("G T", "/", Headers.none()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResponseHead.of(99)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fields_of_the_connection_are_the_engines() {
    receive(GET);
    engine.send(
        ResponseHead.of(
            200,
            Headers.of(
                "connection",
                "keep-alive, x-hop",
                "keep-alive",
                "timeout=5",
                "content-length",
                "0")));
    assertThat(Feed.sent(engine))
        .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x-hop\r\n\r\n");
  }

  @Test
  void a_client_that_expects_100_gets_it_before_its_body_is_waited_for() {
    assertThat(receive(POST_CONTINUE)).hasSize(1);
    assertThat(engine.nextDeadline()).isEmpty();
    engine.send(ResponseHead.of(100));
    assertThat(Feed.sent(engine)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    assertThat(engine.nextDeadline()).isPresent();
    assertThat(receive("hello")).containsExactly("data hello", "end");
    ServerScenario.ok(engine);
    assertThat(Feed.sent(engine)).isEqualTo(OK);
    assertThat(engine.isClosed()).isFalse();
  }

  @Test
  void a_body_that_was_not_asked_for_by_100_is_not_drained() {
    receive(POST_CONTINUE);
    ServerScenario.ok(engine);
    assertThat(Feed.sent(engine)).isEqualTo(OK_CLOSE);
    assertThat(engine.isClosed()).isTrue();
  }

  @Test
  void a_client_may_send_its_body_without_waiting_for_100() {
    receive(POST_CONTINUE + "hel");
    ServerScenario.ok(engine);
    assertThat(Feed.sent(engine)).isEqualTo(OK);
    assertThat(receive("lo" + GET)).hasSize(2);
  }

  @Test
  void expectations() {
    assertThat(RequestHead.of("GET", "/", Headers.none()).expectation())
        .isEqualTo(Expectation.NONE);
    assertThat(RequestHead.of("GET", "/", Headers.of("expect", "100-Continue")).expectation())
        .isEqualTo(Expectation.CONTINUE);
    assertThat(RequestHead.of("GET", "/", Headers.of("expect", "magic")).expectation())
        .isEqualTo(Expectation.UNKNOWN);
    assertThat(
            new RequestHead("GET", "/", Version.HTTP_1_0, Headers.of("expect", "100-continue"))
                .expectation())
        .isEqualTo(Expectation.NONE);
    receive(POST_CONTINUE.replace("100-continue", "magic"));
    engine.send(ResponseHead.of(417, Headers.of("content-length", "0")));
    assertThat(Feed.sent(engine)).startsWith("HTTP/1.1 417 Expectation Failed\r\n");
  }

  @Test
  void several_informational_responses() {
    receive(GET);
    engine.send(ResponseHead.of(103, Headers.of("link", "</a.css>")));
    engine.send(ResponseHead.of(103));
    ServerScenario.ok(engine);
    assertThat(Feed.sent(engine))
        .isEqualTo(
            "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
                + OK);
    receive("GET / HTTP/1.0\r\n\r\n");
    assertThatThrownBy(() -> engine.send(ResponseHead.of(103)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bytes_behind_an_upgrade_belong_to_the_new_protocol() {
    var result =
        ServerScenario.of(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n\1\2\3",
            Http1Limits.defaults(),
            (server, _) -> server.send(ResponseHead.of(101, Headers.of("upgrade", "x"))));
    assertThat(result.sent())
        .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
    assertThat(result.isUpgraded()).isTrue();
    assertThat(result.left()).isEqualTo("data \1\2\3");
  }

  @Test
  void an_upgrade_can_be_ignored() {
    String upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
    assertThat(ServerScenario.of(upgrade + GET).sent()).isEqualTo(OK + OK);
  }

  @Test
  void a_protocol_is_not_switched_unasked_or_within_a_request() {
    receive(GET);
    ResponseHead switching = ResponseHead.of(101, Headers.of("upgrade", "x"));
    assertThatThrownBy(() -> engine.send(switching)).isInstanceOf(IllegalStateException.class);
    ServerScenario.ok(engine);
    receive(
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\na");
    assertThatThrownBy(() -> engine.send(switching))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has not ended");
    receive("b");
    assertThatThrownBy(() -> engine.send(ResponseHead.of(101)))
        .isInstanceOf(IllegalArgumentException.class);
    engine.send(switching);
    assertThatThrownBy(() -> engine.send(EndOfMessage.plain()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another protocol");
  }

  @Test
  void connect_opens_a_tunnel() {
    String connect = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n";
    var result =
        ServerScenario.of(
            connect + "\1\2",
            Http1Limits.defaults(),
            (server, _) -> {
              assertThatThrownBy(
                      () -> server.send(ResponseHead.of(200, Headers.of("content-length", "0"))))
                  .isInstanceOf(IllegalArgumentException.class);
              server.send(ResponseHead.of(200));
            });
    assertThat(result.sent()).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
    assertThat(result.left()).isEqualTo("data \1\2");
    var refused =
        ServerScenario.of(
            connect + GET,
            Http1Limits.defaults(),
            (server, request) -> {
              server.send(ResponseHead.of(403, Headers.of("content-length", "0")));
              server.send(EndOfMessage.plain());
            });
    assertThat(refused.events()).hasSize(4);
  }

  @Test
  void a_body_that_was_not_read_is_drained_up_to_the_limit() {
    Http1Limits limits = Http1Limits.defaults().withDrained(10);
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    var server = new Http1Server(limits);
    var bytes = Feed.bytes(head + "1\r\na\r\n0\r\n\r\n" + GET);
    bytes.limit(head.length());
    server.receive(bytes);
    ServerScenario.ok(server);
    bytes.limit(bytes.capacity());
    assertThat(server.isClosed()).isFalse();
    assertThat(Feed.receive(server, bytes, left -> left)).isEmpty();
    assertThat(server.isClosed()).isTrue();

    var patient = new Http1Server(limits.withDrained(11));
    bytes.rewind().limit(head.length());
    patient.receive(bytes);
    ServerScenario.ok(patient);
    bytes.limit(bytes.capacity());
    assertThat(Feed.receive(patient, bytes, left -> left)).hasSize(2);
  }

  @Test
  void a_long_body_that_was_not_read_closes_the_connection_at_once() {
    var server = new Http1Server(Http1Limits.defaults().withDrained(10));
    Feed.receive(
        server,
        Feed.bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\na"),
        left -> left);
    ServerScenario.ok(server);
    assertThat(Feed.sent(server)).isEqualTo(OK_CLOSE);
    assertThat(server.isClosed()).isTrue();
  }

  @Test
  void a_request_that_is_cut_short_is_no_request() {
    receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    assertThat(engine.receiveEnd()).map(Feed::line).containsExactly("violation 400 RFC 9112, 8");
    assertThat(Feed.sent(engine)).startsWith("HTTP/1.1 400 ");
    assertThat(engine.isClosed()).isTrue();
    assertThat(engine.receiveEnd()).isEmpty();

    var server = new Http1Server(Http1Limits.defaults());
    server.receive(Feed.bytes("GET / HTTP/1.1\r\nHost: a\r\n"));
    assertThat(server.receiveEnd()).map(Feed::line).containsExactly("violation 400 RFC 9112, 8");
  }

  @Test
  void a_client_may_end_its_side_and_still_gets_its_response() {
    receive(GET);
    assertThat(engine.receiveEnd()).map(Feed::line).containsExactly("connection end");
    assertThat(engine.isClosed()).isFalse();
    ServerScenario.ok(engine);
    assertThat(Feed.sent(engine)).isEqualTo(OK_CLOSE);
    assertThat(engine.isClosed()).isTrue();
  }

  @Test
  void the_state_can_be_printed() {
    assertThat(engine).hasToString("HTTP/1.1 server, request 0: receiving HEAD, sending NOTHING");
    receive("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(engine)
        .hasToString("HTTP/1.1 server, request 1: receiving END, sending HEAD, last request");
    ServerScenario.ok(engine);
    assertThat(engine).hasToString("HTTP/1.1 server, request 1: closed, last request");
  }

  @Test
  void a_violation_in_what_is_dropped_leaves_the_limit_of_the_buffer() {
    receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    engine.send(ResponseHead.of(200));
    engine.send(EndOfMessage.plain());
    var bytes = ByteBuffer.allocate(200_000).put(0, new byte[] {'x'});
    assertThat(engine.receive(bytes)).singleElement().isInstanceOf(Violation.class);
    assertThat(bytes.limit()).isEqualTo(200_000);
    assertThat(bytes.remaining()).isZero();
  }

  @Test
  void a_client_that_always_leaves_a_byte_costs_no_more_memory() {
    receive(GET);
    engine.send(ResponseHead.of(200));
    for (int i = 0; i < 10_000; i++) {
      engine.send(new Data(ByteBuffer.allocate(100)));
      ByteBuffer next = engine.bytesToSend();
      next.position(next.limit() - 1);
      assertThat(next.array().length).isLessThan(4_096);
    }
  }
}
