package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.websocket.WebSocketEngine;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Lost;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Ping;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/** The pings that we send, their answers, and what happens if an answer does not come. */
final class Pings {
  /** A ping whose answer is waited for. */
  private record Pending(long number, Event answered) {}

  private final WebSocketEngine engine;
  private final Wire wire;
  private final Ending ending;
  private final GiveUp giveUp;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long number;
  private boolean isWatching;
  private boolean isReceiving;
  private boolean isQuiet;

  /** Ends the connection. */
  interface GiveUp {
    @Async
    void because(Lost lost) throws IOException;
  }

  Pings(WebSocketEngine engine, Wire wire, Ending ending, GiveUp giveUp) {
    this.engine = engine;
    this.wire = wire;
    this.ending = ending;
    this.giveUp = giveUp;
  }

  /** Notes whether a task waits for messages: only then is an answer noticed. */
  void receiving(boolean begun) {
    isReceiving = begun;
  }

  /** Notes that something came from the peer. */
  void heard() {
    isQuiet = false;
  }

  /** Sends a ping, and waits for its answer. Returns how long that took. Suspends. */
  @Async
  Duration ping(Duration limit) throws IOException {
    var ping = new Pending(++number, Event.of("the answer to a ping"));
    pending.add(ping);
    try {
      Moment begin = Moment.now();
      Gonzo.timeoutAfter(limit, () -> sendAndAwait(ping));
      if (ending.isEnded()) {
        ending.rethrow();
        throw WebSocketException.lost("it was closed before a ping was answered", null);
      }
      return Moment.now().since(begin);
    } finally {
      pending.remove(ping);
    }
  }

  private void sendAndAwait(Pending ping) throws IOException {
    send(ping.number());
    ping.answered().await();
  }

  private void send(long payload) throws IOException {
    wire.send(new Ping(ByteBuffer.allocate(Long.BYTES).putLong(payload).flip()));
    watch();
  }

  /** Takes an answer, which is one to the pings before it too. */
  void answer(ByteBuffer payload) {
    if (payload.remaining() == Long.BYTES) {
      long answered = payload.getLong(payload.position());
      for (Pending ping : pending) {
        if (ping.number() <= answered) {
          ping.answered().set();
        }
      }
    }
  }

  /** Wakes the tasks that wait for answers: none will come. */
  void end() {
    for (Pending ping : pending) {
      ping.answered().set();
    }
  }

  // ---------------------------------------------------------------- an answer that does not come

  private void watch() {
    if (!isWatching) {
      isWatching = true;
      var _ = Gonzo.spawnDaemon("the wait for an answer to a ping", this::awaitAnswers);
    }
  }

  private void awaitAnswers() throws IOException {
    try {
      for (Optional<Wait> wait = engine.nextDeadline();
          wait.isPresent() && !ending.isEnded();
          wait = engine.nextDeadline()) {
        boolean _ = Gonzo.ignoreAfter(wait.get().limit(), ending.event()::await);
        if (!ending.isEnded() && isReceiving && engine.nextDeadline().equals(wait)) {
          for (Received event : engine.expire(wait.get())) {
            if (event instanceof Lost lost) {
              giveUp.because(lost);
            }
          }
        }
      }
    } finally {
      isWatching = false;
    }
  }

  // ---------------------------------------------------------------- keep-alive

  void keepAlive(Duration time) {
    var _ = Gonzo.spawnDaemon("keep-alive of a WebSocket", () -> pingWhenQuiet(time));
  }

  private void pingWhenQuiet(Duration time) {
    while (!Gonzo.ignoreAfter(time, ending.event()::await)) {
      if (isQuiet && isReceiving && engine.nextDeadline().isEmpty()) {
        try {
          send(++number);
        } catch (IOException failed) {
          return; // the task that receives gets the failure
        }
      }
      isQuiet = true;
    }
  }
}
