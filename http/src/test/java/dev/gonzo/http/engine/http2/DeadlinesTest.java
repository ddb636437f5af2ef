package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.Wait.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each wait has its own time, which bytes that trickle in do not prolong. */
class DeadlinesTest {
  private static Wait find(Peer peer, Reason reason) {
    return peer.engine.waits().stream()
        .filter(each -> each.reason() == reason)
        .findFirst()
        .orElseThrow();
  }

  private static boolean has(Peer peer, Reason reason) {
    return peer.engine.waits().stream().anyMatch(each -> each.reason() == reason);
  }

  private static Peer peer() {
    return new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
  }

  @Test
  void a_connection_without_streams_is_idle_and_pings_do_not_change_that() {
    Peer peer = peer().open();
    Wait idle = find(peer, Reason.IDLE);
    peer.frame(Frame.PING, 0, 0, new byte[8]);
    assertThat(find(peer, Reason.IDLE)).isEqualTo(idle);
    assertThat(peer.engine.expire(idle)).containsExactly(new Received.TimedOut(0, idle));
    assertThat(peer.engine.isClosed()).isTrue();
    peer.flush();
    assertThat(ErrorCode.of(peer.frames(Frame.GOAWAY).getFirst().int32(4)))
        .isEqualTo(ErrorCode.NO_ERROR);
  }

  @Test
  void between_streams_the_connection_is_kept_alive() {
    Peer peer = peer().open();
    peer.answers = false;
    peer.get(1);
    assertThat(has(peer, Reason.IDLE)).isFalse();
    assertThat(has(peer, Reason.KEEP_ALIVE)).isFalse();
    peer.answer(1);
    peer.flush();
    Wait first = find(peer, Reason.KEEP_ALIVE);
    peer.answers = true;
    peer.get(3);
    Wait second = find(peer, Reason.KEEP_ALIVE);
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(peer.engine.expire(first)).isEmpty();
    assertThat(peer.engine.isClosed()).isFalse();
  }

  @Test
  void a_head_that_trickles_in_is_one_wait() {
    Peer peer = peer().open();
    byte[] head = request("GET", "x", "y".repeat(500));
    peer.send(Arrays.copyOf(Frame.of(Frame.HEADERS, 0, 1, head), 3));
    Wait wait = find(peer, Reason.HEAD);
    byte[] rest = Frame.of(Frame.HEADERS, 0, 1, head);
    for (int i = 3; i < rest.length; i++) {
      peer.send(new byte[] {rest[i]});
      assertThat(find(peer, Reason.HEAD)).isEqualTo(wait);
    }
    peer.frame(Frame.CONTINUATION, 0, 1, Frame.block("a", "b"));
    assertThat(find(peer, Reason.HEAD)).isEqualTo(wait);
    assertThat(peer.engine.expire(wait)).containsExactly(new Received.TimedOut(0, wait));
    assertThat(peer.engine.isClosed()).isTrue();
  }

  @Test
  void a_body_that_trickles_in_is_one_wait_until_there_is_progress() {
    Peer peer = peer().open();
    peer.post(1);
    peer.post(3);
    Wait wait = find(peer, Reason.BODY);
    for (int i = 0; i < 100; i++) {
      peer.frame(Frame.DATA, 0, 1, new byte[1]);
      assertThat(find(peer, Reason.BODY)).isEqualTo(wait);
    }
    peer.frame(Frame.DATA, 0, 1, new byte[10_000]);
    assertThat(find(peer, Reason.BODY)).isNotEqualTo(wait);
    assertThat(peer.engine.expire(wait)).isEmpty();
    Wait second = find(peer, Reason.BODY);
    assertThat(peer.engine.expire(second)).containsExactly(new Received.TimedOut(1, second));
    peer.frame(Frame.DATA, Frame.END_STREAM, 3, ascii("other"));
    peer.expectResponse(3);
    assertThat(peer.frames(Frame.RST_STREAM)).singleElement().matches(each -> each.stream() == 1);
  }

  @Test
  void a_body_that_the_application_does_not_read_is_not_waited_for() {
    Peer peer = peer().open();
    peer.answers = false;
    peer.post(1);
    for (int i = 0; i < 4; i++) {
      peer.frame(Frame.DATA, 0, 1, new byte[16_383]);
    }
    peer.frame(Frame.DATA, 0, 1, new byte[3]);
    assertThat(has(peer, Reason.BODY)).isFalse();
    peer.engine.send(new Sent.Read(1, 65_535));
    assertThat(has(peer, Reason.BODY)).isTrue();
  }

  @Test
  void a_peer_that_takes_no_bytes_is_waited_for() {
    Peer peer = peer().open();
    peer.answers = false;
    peer.get(1);
    assertThat(has(peer, Reason.WRITE)).isFalse();
    peer.engine.send(new Sent.Response(1, 204, Headers.none(), true));
    ByteBuffer bytes = peer.engine.bytesToSend();
    Wait wait = find(peer, Reason.WRITE);
    bytes.position(bytes.position() + 1);
    assertThat(find(peer, Reason.WRITE)).isEqualTo(wait);
    assertThat(peer.engine.expire(wait)).containsExactly(new Received.TimedOut(0, wait));
    assertThat(peer.engine.bytesToSend().hasRemaining()).isFalse();
    assertThat(peer.engine.isClosed()).isTrue();
  }

  @Test
  void a_stream_whose_window_stays_shut_is_reset() {
    Peer peer = peer().open(4, 0);
    peer.get(1);
    Wait wait = find(peer, Reason.WRITE);
    for (int i = 0; i < 3; i++) {
      peer.frame(Frame.WINDOW_UPDATE, 0, 1, Frame.ints(1));
      assertThat(find(peer, Reason.WRITE)).isEqualTo(wait);
    }
    assertThat(peer.engine.expire(wait)).containsExactly(new Received.TimedOut(1, wait));
    peer.expectAlive();
  }

  @Test
  void settings_are_to_be_acknowledged() {
    Peer peer = peer();
    peer.send(ascii(Peer.MAGIC), Frame.settings());
    Wait wait = find(peer, Reason.ANSWER);
    peer.engine.expire(wait);
    peer.flush();
    assertThat(ErrorCode.of(peer.frames(Frame.GOAWAY).getFirst().int32(4)))
        .isEqualTo(ErrorCode.SETTINGS_TIMEOUT);
  }

  @Test
  void a_ping_is_to_be_answered() {
    Peer peer = peer().open();
    assertThat(has(peer, Reason.ANSWER)).isFalse();
    peer.engine.send(new Sent.Ping(42));
    peer.flush();
    Wait wait = find(peer, Reason.ANSWER);
    peer.frame(Frame.PING, Frame.ACK, 0, peer.frames(Frame.PING).getFirst().payload());
    assertThat(peer.events.getLast()).isEqualTo(new Received.Pong(42));
    assertThat(has(peer, Reason.ANSWER)).isFalse();
    assertThat(peer.engine.expire(wait)).isEmpty();
  }

  @Test
  void the_next_deadline_is_the_shortest() {
    Peer peer = peer();
    assertThat(peer.engine.nextDeadline()).map(Wait::reason).contains(Reason.ANSWER);
  }
}
