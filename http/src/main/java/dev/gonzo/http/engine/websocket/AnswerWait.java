package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the peer has to answer: pings, and at the end the close frame. */
final class AnswerWait {
  /** How many pings are remembered, the last ones: a pong is compared with each. */
  private static final int MOST = 256;

  private final WebSocketLimits limits;
  private final ArrayDeque<ByteBuffer> pings = new ArrayDeque<>();
  private @Nullable Wait current;
  private long number;

  AnswerWait(WebSocketLimits limits) {
    this.limits = limits;
  }

  void ping(ByteBuffer payload) {
    if (pings.size() == MOST) {
      pings.remove();
    }
    // A copy: the caller's buffer is free for other use once it has been sent.
    pings.add(ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip());
    if (current == null) {
      begin(limits.pongAnswer());
    }
  }

  /**
   * Takes a pong, which answers the ping with its payload and the ones before (RFC 6455, 5.5.3).
   */
  void pong(ByteBuffer payload) {
    if (!pings.contains(payload)) {
      return;
    }
    while (!pings.remove().equals(payload)) {
      // The peer answered a later one.
    }
    if (pings.isEmpty()) {
      current = null;
    } else {
      begin(limits.pongAnswer());
    }
  }

  void closing() {
    pings.clear();
    begin(limits.closeAnswer());
  }

  void end() {
    pings.clear();
    current = null;
  }

  private void begin(Duration limit) {
    number++;
    current = new Wait(Wait.Reason.ANSWER, number, limit);
  }

  Optional<Wait> current() {
    return Optional.ofNullable(current);
  }
}
