package dev.gonzo.http.engine.http1;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.Wait.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final Http1Limits LIMITS =
      Http1Limits.defaults()
          .withIdle(ofSeconds(1))
          .withHead(ofSeconds(2))
          .withBodyTime(ofSeconds(3))
          .withWrite(ofSeconds(4))
          .withKeepAlive(ofSeconds(5))
          .withAnswer(ofSeconds(6))
          .withProgress(10);

  private final Http1Server engine = new Http1Server(LIMITS);

  private Wait receive(String bytes) {
    engine.receive(Feed.bytes(bytes));
    return wait(engine);
  }

  private static Wait wait(Engine<?, ?> engine) {
    return engine.nextDeadline().orElseThrow();
  }

  private static List<String> expire(Engine<?, ?> engine) {
    return engine.expire(wait(engine)).stream().map(Feed::line).toList();
  }

  @Test
  void five_deadlines_of_a_server() {
    assertThat(wait(engine))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.IDLE, ofSeconds(1));
    assertThat(receive("G"))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.HEAD, ofSeconds(2));
    assertThat(receive("ET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.BODY, ofSeconds(3));
    engine.receive(Feed.bytes("a"));
    assertThat(engine.nextDeadline()).isEmpty();
    ServerScenario.ok(engine);
    assertThat(wait(engine))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.WRITE, ofSeconds(4));
    Feed.sent(engine);
    assertThat(wait(engine))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.KEEP_ALIVE, ofSeconds(5));
  }

  @Test
  void a_byte_per_second_gains_no_time() {
    Wait idle = wait(engine);
    assertThat(receive("\r\n")).isEqualTo(idle);
    assertThat(receive("\r")).isEqualTo(idle);
    assertThat(receive("\n")).isEqualTo(idle);
    Wait head = receive("P");
    assertThat(head.number()).isGreaterThan(idle.number());
    for (byte each : "OST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r".getBytes()) {
      assertThat(receive("" + (char) each)).isEqualTo(head);
    }
    Wait body = receive("\n");
    assertThat(body.number()).isGreaterThan(head.number());
    for (byte each : "9;abc\r\n123456789\r\n1\r\n".getBytes()) {
      assertThat(receive("" + (char) each)).isEqualTo(body);
    }
    assertThat(receive("a").number()).isGreaterThan(body.number());
  }

  @Test
  void a_peer_that_takes_a_byte_per_second_gains_no_time() {
    engine.receive(Feed.bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    ServerScenario.ok(engine);
    Wait write = wait(engine);
    for (int i = 0; i < 9; i++) {
      take(1);
      assertThat(wait(engine)).isEqualTo(write);
    }
    take(1);
    assertThat(wait(engine).number()).isGreaterThan(write.number());
    assertThat(expire(engine)).containsExactly("violation 408 limit write");
    assertThat(engine.isClosed()).isTrue();
    assertThat(engine.bytesToSend().hasRemaining()).isFalse();
    assertThat(engine.nextDeadline()).isEmpty();
  }

  private void take(int count) {
    ByteBuffer bytes = engine.bytesToSend();
    bytes.position(bytes.position() + count);
  }

  @Test
  void an_idle_connection_closes_without_a_word() {
    assertThat(expire(engine)).containsExactly("connection end");
    assertThat(engine.isClosed()).isTrue();
    assertThat(engine.bytesToSend().hasRemaining()).isFalse();
  }

  @Test
  void a_slow_head_is_answered_with_408() {
    receive("GET / HT");
    assertThat(expire(engine)).containsExactly("violation 408 limit head");
    assertThat(Feed.sent(engine)).startsWith("HTTP/1.1 408 Request Timeout\r\n");
  }

  @Test
  void a_slow_body_is_answered_with_408_unless_the_response_has_begun() {
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n";
    receive(post);
    assertThat(expire(engine)).containsExactly("violation 408 limit bodyTime");
    assertThat(Feed.sent(engine)).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    var server = new Http1Server(LIMITS);
    server.receive(Feed.bytes(post));
    server.send(ResponseHead.of(200));
    Feed.sent(server);
    assertThat(expire(server)).containsExactly("violation 408 limit bodyTime");
    assertThat(Feed.sent(server)).isEmpty();
    assertThat(server.isClosed()).isTrue();
  }

  @Test
  void a_wait_that_is_over_has_no_effect() {
    Wait idle = wait(engine);
    receive("G");
    assertThat(engine.expire(idle)).isEmpty();
    assertThat(engine.isClosed()).isFalse();
  }

  @Test
  void a_wait_of_the_same_kind_is_another_one_in_the_next_message() {
    String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    engine.receive(Feed.bytes(get));
    ServerScenario.ok(engine);
    Feed.sent(engine);
    Wait first = wait(engine);
    engine.receive(Feed.bytes(get));
    ServerScenario.ok(engine);
    Feed.sent(engine);
    assertThat(wait(engine).number()).isGreaterThan(first.number());
  }

  @Test
  void no_limit_is_no_wait() {
    var server = new Http1Server(LIMITS.withIdle(Http1Limits.FOREVER));
    assertThat(server.nextDeadline()).isEmpty();
  }

  @Test
  void deadlines_of_a_client() {
    var client = new Http1Client(LIMITS);
    assertThat(client.nextDeadline()).isEmpty();
    client.send(RequestHead.of("GET", "/", Headers.of("host", "a")));
    assertThat(wait(client).reason()).isEqualTo(Reason.WRITE);
    Feed.sent(client);
    assertThat(client.nextDeadline()).isEmpty();
    client.send(EndOfMessage.plain());
    assertThat(wait(client))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.ANSWER, ofSeconds(6));
    client.receive(Feed.bytes("HTTP/1.1 200"));
    assertThat(wait(client).reason()).isEqualTo(Reason.HEAD);
    client.receive(Feed.bytes(" OK\r\nContent-Length: 2\r\n\r\n"));
    assertThat(wait(client).reason()).isEqualTo(Reason.BODY);
    client.receive(Feed.bytes("ok"));
    assertThat(wait(client))
        .extracting(Wait::reason, Wait::limit)
        .containsExactly(Reason.KEEP_ALIVE, ofSeconds(5));
    client.send(RequestHead.of("GET", "/", Headers.of("host", "a")));
    client.send(EndOfMessage.plain());
    Feed.sent(client);
    assertThat(expire(client)).containsExactly("violation 504 limit answer");
    assertThat(client.isClosed()).isTrue();
  }
}
