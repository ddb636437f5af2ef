package dev.gonzo.http.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases 1 to 7 of the Autobahn suite against an echo, as server and as client. */
class AutobahnTest {
  @TestFactory
  Stream<DynamicTest> server() {
    return AutobahnCases.all().stream()
        .map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(each, true)));
  }

  @TestFactory
  Stream<DynamicTest> client() {
    return AutobahnCases.all().stream()
        .map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(each, false)));
  }

  private static void check(AutobahnCase each, boolean isServer) {
    assertThat(run(each, isServer, AutobahnTest::echo)).isEqualTo(each.seen());
    if (each.chop() == 0 && each.sent().stream().allMatch(frame -> frame.payload().length < 1000)) {
      assertThat(run(each.chopped(1), isServer, AutobahnTest::echo)).isEqualTo(each.seen());
    }
  }

  /** What a tester sees that sends a case's frames to an echo. */
  private static List<String> run(
      AutobahnCase each, boolean isServer, BiFunction<Boolean, List<byte[]>, byte[]> peer) {
    byte[] sent = Raw.encode(isServer, each.sent().toArray(Raw.Sent[]::new));
    var parts = new ArrayList<byte[]>();
    int chop = each.chop() == 0 ? sent.length : each.chop();
    for (int at = 0; at < sent.length; at += chop) {
      parts.add(java.util.Arrays.copyOfRange(sent, at, Math.min(sent.length, at + chop)));
    }
    return seen(Raw.decode(peer.apply(isServer, parts), !isServer));
  }

  private static byte[] echo(boolean isServer, List<byte[]> parts) {
    WebSocketEngine engine =
        isServer
            ? WebSocketEngine.server(Agreement.plain(), WebSocketLimits.defaults())
            : WebSocketEngine.client(
                Agreement.plain(), WebSocketLimits.defaults(), new Random(7)::nextInt);
    var collector = new MessageCollector(1 << 20);
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      for (Received event : engine.receive(ByteBuffer.wrap(part))) {
        switch (event) {
          case Data data ->
              collector
                  .add(data)
                  .ifPresent(whole -> engine.send(new Data(whole.kind(), whole.bytes(), true)));
          case Close close -> engine.send(close.answer());
          default -> assertThat(engine.canSend()).isTrue();
        }
      }
      out.writeBytes(Feed.drain(engine));
    }
    return out.toByteArray();
  }

  static List<String> seen(List<Raw.Sent> frames) {
    var seen = new ArrayList<String>();
    for (Raw.Sent frame : frames) {
      byte[] payload = frame.payload();
      seen.add(
          switch (frame.first()) {
            case AutobahnCase.TEXT, AutobahnCase.BINARY ->
                AutobahnCase.message(frame.first(), payload);
            case AutobahnCase.PONG -> AutobahnCase.pong(payload);
            case AutobahnCase.CLOSE ->
                payload.length < 2
                    ? payload.length == 0 ? "close without code" : "close with half a code"
                    : AutobahnCase.close((payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
            default -> "frame %02x".formatted(frame.first());
          });
    }
    return seen;
  }

  /** An echo that checks nothing: each frame is a message, and goes back as it is. */
  private static byte[] acceptEverything(boolean isServer, List<byte[]> parts) {
    var answers = new ArrayList<Raw.Sent>();
    for (Raw.Sent frame : Raw.decode(Raw.concatenated(parts.toArray(byte[][]::new)), isServer)) {
      if (frame.first() != AutobahnCase.PONG) {
        boolean isPing = frame.first() == AutobahnCase.PING;
        answers.add(new Raw.Sent(isPing ? AutobahnCase.PONG : frame.first(), frame.payload()));
      }
    }
    return Raw.encode(!isServer, answers.toArray(Raw.Sent[]::new));
  }

  @Test
  void each_case_that_needs_a_rule_fails_against_an_echo_that_accepts_everything() {
    List<String> accepted =
        AutobahnCases.all().stream()
            .filter(each -> run(each, true, AutobahnTest::acceptEverything).equals(each.seen()))
            .map(AutobahnCase::id)
            .toList();
    // Here the right answer is to accept: whole messages, pings, and valid close frames.
    assertThat(accepted)
        .allMatch(id ->
            id.startsWith("1.")
                || id.startsWith("2.")
                || id.startsWith("7.7.")
                || List.of("6.1.1", "6.2.1", "7.1.1", "7.3.1", "7.3.3", "7.3.4", "7.3.5")
                    .contains(id))
        .doesNotContain("2.5")
        .hasSize(49);
  }

  @Test
  void each_case_fails_against_a_peer_that_answers_nothing() {
    assertThat(AutobahnCases.all())
        .noneMatch(each -> run(each, true, (server, parts) -> new byte[0]).equals(each.seen()));
  }

  @Test
  void no_case_is_missing() {
    assertThat(AutobahnCases.all().stream().map(AutobahnCase::id).distinct()).hasSize(118);
  }
}
