package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static dev.gonzo.http.engine.http2.Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** RFC 9113, section 10.5: what costs much and brings nothing has one budget. */
class FloodTest {
  private static final int BUDGET = Http2Limits.DEFAULTS.floodBudget();

  private static final Map<String, ObjIntConsumer<Peer>> FLOODS =
      Map.of(
          "rapid reset",
              (peer, i) -> {
                peer.post(3 + 2 * i);
                peer.frame(Frame.RST_STREAM, 0, 3 + 2 * i, ints(8));
              },
          "made you reset",
              (peer, i) -> {
                peer.get(3 + 2 * i);
                peer.frame(Frame.WINDOW_UPDATE, 0, 3 + 2 * i, ints(0));
                peer.headers(5 + 2 * i, request("GET", "X", "malformed"));
              },
          "PING", (peer, i) -> peer.frame(Frame.PING, 0, 0, new byte[8]),
          "SETTINGS", (peer, i) -> peer.send(Frame.settings(4, i)),
          "PRIORITY", (peer, i) -> peer.frame(Frame.PRIORITY, 0, 1, new byte[5]),
          "empty DATA", (peer, i) -> peer.frame(Frame.DATA, 0, 1),
          "padded DATA", (peer, i) -> peer.frame(Frame.DATA, Frame.PADDED, 1, new byte[1]),
          "WINDOW_UPDATE", (peer, i) -> peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(1)),
          "unknown", (peer, i) -> peer.frame(0xF0, 0, 0),
          "acknowledged SETTINGS", (peer, i) -> peer.frame(Frame.SETTINGS, Frame.ACK, 0));

  @TestFactory
  Stream<DynamicTest> a_flood_ends_the_connection() {
    return FLOODS.entrySet().stream()
        .map(flood ->
            DynamicTest.dynamicTest(
                flood.getKey(),
                () -> {
                  var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
                  peer.open();
                  peer.post(1);
                  int sent = 0;
                  while (!peer.engine.isClosed() && sent <= 2 * BUDGET) {
                    flood.getValue().accept(peer, 2 * sent++);
                  }
                  peer.expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
                  assertThat(sent).isBetween(BUDGET / 3, BUDGET + 2);
                }));
  }

  @Test
  void a_flood_of_empty_continuations_ends_the_connection() {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    peer.open();
    peer.frame(Frame.HEADERS, 0, 1, request("GET"));
    for (int i = 0; i <= BUDGET; i++) {
      peer.frame(Frame.CONTINUATION, 0, 1);
    }
    peer.expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
  }

  @Test
  void a_block_without_end_ends_the_connection_before_it_is_large() {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    peer.open();
    peer.frame(Frame.HEADERS, 0, 1, request("GET"));
    for (int i = 0; i < 4; i++) {
      peer.frame(Frame.CONTINUATION, 0, 1, new byte[16_384]);
    }
    peer.expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
  }

  @Test
  void answers_that_are_not_taken_end_the_connection() {
    var limits = Http2Limits.DEFAULTS.withAnswerBytes(1_024).withFloodBudget(1_000_000);
    var engine = Http2Engine.server(limits);
    var peer = new Peer(engine, Feeding.WHOLE);
    peer.open();
    var pings = new java.util.ArrayList<byte[]>();
    for (int i = 0; i < 10_000; i++) {
      pings.add(Frame.of(Frame.PING, 0, 0, new byte[8]));
    }
    peer.send(pings.toArray(byte[][]::new));
    peer.expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
  }

  @Test
  void answers_that_are_taken_late_are_no_flood() {
    var limits = Http2Limits.DEFAULTS.withAnswerBytes(1_024).withFloodBudget(1_000_000);
    var peer = new Peer(Http2Engine.server(limits), Feeding.WHOLE);
    peer.open();
    byte[] ping = Frame.of(Frame.PING, 0, 0, new byte[8]);
    for (int i = 0; i < 10_000; i++) {
      assertThat(peer.engine.receive(ByteBuffer.wrap(ping))).isEmpty();
      // Always ten answers behind, and never empty.
      int taken = i < 10 ? 0 : ping.length;
      while (taken > 0) {
        var bytes = peer.engine.bytesToSend();
        assertThat(bytes.hasRemaining()).isTrue();
        int part = Math.min(taken, bytes.remaining());
        bytes.position(bytes.position() + part);
        taken -= part;
      }
    }
    assertThat(peer.engine.isClosed()).isFalse();
    assertThat(peer.engine.bytesToSend().remaining()).isPositive();
  }

  @Test
  void an_honest_client_resets_a_thousand_streams_a_second() {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    peer.open();
    int stream = 1;
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 1_000; i++, stream += 2) {
        peer.post(stream);
        peer.frame(Frame.RST_STREAM, 0, stream, ints(8));
      }
      Wait refill =
          peer.engine.waits().stream()
              .filter(each -> each.reason() == Wait.Reason.BUDGET)
              .findFirst()
              .orElseThrow();
      assertThat(refill.limit()).hasSeconds(1);
      assertThat(peer.engine.expire(refill)).isEmpty();
    }
    peer.expectAlive();
  }

  @Test
  void small_window_updates_that_answer_data_are_free() {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    peer.open();
    for (int i = 0; i < 3 * BUDGET; i++) {
      int stream = 1 + 2 * i;
      peer.get(stream);
      peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(5));
      peer.frame(Frame.WINDOW_UPDATE, 0, stream, ints(5));
    }
    assertThat(peer.engine.isClosed()).isFalse();
  }

  @Test
  void small_window_updates_cannot_be_earned_for_later() {
    var peer =
        new Peer(Http2Engine.server(Http2Limits.DEFAULTS.withFloodBudget(100)), Feeding.WHOLE);
    peer.open();
    peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(1 << 30));
    for (int i = 0; i < 500; i++) {
      peer.get(1 + 2 * i);
    }
    int sent = 0;
    while (!peer.engine.isClosed() && sent <= 1_000) {
      peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(1));
      sent++;
    }
    peer.expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
    assertThat(sent).isEqualTo(500 + 1);
  }

  @Test
  void heads_of_streams_that_were_reset_are_not_sent() {
    var server = Http2Engine.server(Http2Limits.DEFAULTS);
    var peer = new Peer(server, Feeding.WHOLE);
    peer.open();
    Headers large = Headers.of("x-large", "x".repeat(1_000));
    for (int i = 0; i < 3_000; i++) {
      int stream = 1 + 2 * i;
      byte[] frame =
          Frame.of(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, request("GET"));
      peer.engine.receive(ByteBuffer.wrap(frame));
      peer.engine.send(new Sent.Response(stream, 200, large, false));
      // It looks at what there is, and takes nothing.
      assertThat(peer.engine.bytesToSend().hasRemaining()).isTrue();
      peer.engine.receive(ByteBuffer.wrap(Frame.of(Frame.RST_STREAM, 0, stream, ints(8))));
      assertThat(server.waitingBytes()).isLessThan(20_000);
    }
    peer.expectAlive();
  }

  @Test
  void headers_beyond_the_limit_are_answered_with_431_and_their_block_is_decoded() {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    peer.open();
    // An entry of 3,000 bytes, and then references to it.
    byte[] entry = Frame.concatenated(new byte[] {0x40}, Frame.block("x-large", "v".repeat(3_000)));
    byte[] large = java.util.Arrays.copyOfRange(entry, 1, entry.length);
    large[0] = 0x40;
    byte[] references = new byte[1_000];
    java.util.Arrays.fill(references, (byte) 0xBE);
    peer.headers(1, Frame.concatenated(request("GET"), large, references));
    assertThat(peer.frames(Frame.HEADERS)).singleElement().matches(frame -> frame.stream() == 1);
    assertThat(peer.events.getLast())
        .isInstanceOfSatisfying(
            Received.StreamViolation.class,
            violation -> assertThat(violation.reason()).contains("16384"));
    peer.headers(3, Frame.concatenated(request("GET"), new byte[] {(byte) 0xBE}));
    peer.expectResponse(3);
    assertThat(peer.log()).contains("x-large: vvv");
  }

  @Test
  void a_tiny_budget_holds_for_whole_requests_too() {
    var limits = Http2Limits.DEFAULTS.withFloodBudget(1);
    var peer = new Peer(Http2Engine.server(limits), Feeding.WHOLE);
    peer.open();
    for (int i = 0; i < 1_000; i++) {
      peer.post(1 + 2 * i);
      peer.frame(Frame.DATA, Frame.END_STREAM, 1 + 2 * i, ascii("test"));
    }
    peer.expectResponse(1);
  }

  @Test
  void responses_that_are_not_taken_count_as_streams() {
    var limits = Http2Limits.DEFAULTS.withConcurrentStreams(10);
    var peer = new Peer(Http2Engine.server(limits), Feeding.WHOLE);
    peer.open();
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      refused += untaken(peer, 1 + 2 * i) ? 0 : 1;
    }
    assertThat(refused).isEqualTo(990);
    assertThat(peer.engine.bytesToSend().remaining()).isLessThan(40_000);
    peer.flush();
    assertThat(untaken(peer, 2_001)).isTrue();
  }

  /** Sends a request that is answered at once, and leaves the answer; returns whether it was. */
  private static boolean untaken(Peer peer, int stream) {
    byte[] frame =
        Frame.of(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, request("GET"));
    boolean isReceived =
        peer.engine.receive(ByteBuffer.wrap(frame)).getFirst() instanceof Received.Request;
    if (isReceived) {
      peer.engine.send(new Sent.Response(stream, 404, Headers.none(), true));
    }
    return isReceived;
  }

  @Test
  void a_client_that_has_its_responses_may_send_as_many_requests_again() {
    var limits = Http2Limits.DEFAULTS.withConcurrentStreams(10);
    var peer = new Peer(Http2Engine.server(limits), Feeding.SPLIT);
    peer.open();
    for (int i = 0; i < 500; i++) {
      for (int j = 0; j < 10; j++) {
        assertThat(untaken(peer, 1 + 20 * i + 2 * j)).isTrue();
      }
      peer.flush();
    }
    assertThat(peer.frames(Frame.RST_STREAM)).isEmpty();
  }

  @Test
  void many_settings_in_few_frames_end_the_connection() {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    peer.open();
    int[] windows = new int[2 * 2_700];
    for (int i = 0; i < windows.length; i += 2) {
      windows[i] = 4;
      windows[i + 1] = i;
    }
    for (int i = 0; i < 3 && !peer.engine.isClosed(); i++) {
      peer.send(Frame.settings(windows));
    }
    peer.expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
  }
}
