package dev.gonzo.http.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with a server: what a client sends, and what comes of it. It is run for each way
 * to divide the bytes, and all must agree.
 */
final class ServerScenario {
  /** What the server did. */
  record Result(
      List<String> events, String sent, boolean isClosed, boolean isUpgraded, String left) {}

  /** Answers a request whose end was received. */
  interface Answer {
    void to(Http1Server engine, int request);
  }

  private ServerScenario() {}

  static Result of(String bytes) {
    return of(bytes, Http1Limits.defaults());
  }

  static Result of(String bytes, Http1Limits limits) {
    return of(bytes, limits, (engine, _) -> ok(engine));
  }

  static Result of(String bytes, Http1Limits limits, Answer answer) {
    Result first = null;
    for (Feed.Pieces pieces : Feed.ways()) {
      Result result = run(Feed.bytes(bytes), limits, answer, pieces);
      if (first == null) {
        first = result;
      }
      assertThat(result).isEqualTo(first);
    }
    return first;
  }

  private static Result run(
      ByteBuffer bytes, Http1Limits limits, Answer answer, Feed.Pieces pieces) {
    var engine = new Http1Server(limits);
    var events = new ArrayList<String>();
    var sent = new StringBuilder();
    int requests = 0;
    int before;
    do {
      before = events.size() + bytes.remaining();
      List<String> more = Feed.receive(engine, bytes, pieces);
      join(events, more);
      for (String each : more) {
        if (each.startsWith("end") && !engine.isClosed()) {
          answer.to(engine, ++requests);
        }
      }
      sent.append(Feed.sent(engine));
    } while (bytes.hasRemaining() && before != events.size() + bytes.remaining());
    return new Result(
        events,
        sent.toString(),
        engine.isClosed(),
        engine.isUpgraded(),
        Feed.line(new Data(bytes)));
  }

  private static void join(List<String> events, List<String> more) {
    boolean isMore =
        !events.isEmpty()
            && !more.isEmpty()
            && events.getLast().startsWith("data ")
            && more.getFirst().startsWith("data ");
    if (isMore) {
      events.add(events.removeLast() + more.removeFirst().substring("data ".length()));
    }
    events.addAll(more);
  }

  static void ok(Http1Server engine) {
    engine.send(ResponseHead.of(200, Headers.of("content-length", "2")));
    engine.send(new Data(Feed.bytes("ok")));
    engine.send(EndOfMessage.plain());
  }
}
