package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.engine.http1.Http1Server;
import dev.gonzo.http.engine.http1.ServerInput;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a connection of HTTP/1.1 receives, read when it is needed. */
final class Http1Input {
  /** For most requests; so an idle connection keeps little memory. */
  static final int SMALL = 1_024;

  private static final int LARGE = 16_384;

  private final Http1Server engine;
  private final Http1Output output;
  private final ByteStream stream;
  private final WaitClock clock = new WaitClock();
  private byte[] buffer = {};
  private ByteBuffer bytes = ByteBuffer.wrap(buffer);
  private List<ServerInput> events = List.of();
  private int next;
  private boolean hasEnded;

  Http1Input(Http1Server engine, Http1Output output, ByteStream stream) {
    this.engine = engine;
    this.output = output;
    this.stream = stream;
  }

  /** Takes bytes that were read before, in an array that belongs to this input from now on. */
  void begin(ByteBuffer received) {
    bytes = received;
    buffer = received.arrayOffset() == 0 ? received.array() : new byte[SMALL];
  }

  /** Whether the client has sent its last byte. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether bytes were read that the engine has not taken. */
  boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** Whether parts of the request were received that are not read yet. */
  boolean hasEvents() {
    return next < events.size();
  }

  /** Whether the end of the request was received, and not read. */
  boolean hasUnreadEnd() {
    return hasEvents() && events.getLast() instanceof EndOfMessage;
  }

  /** The bytes behind an upgrade. */
  ByteBuffer rest() {
    return bytes;
  }

  /** Takes what has arrived already, or returns null: never suspends. */
  @Nullable ServerInput poll() {
    while (next >= events.size()) {
      if (!bytes.hasRemaining() || engine.isClosed()) {
        return null;
      }
      int before = bytes.remaining();
      take(engine.receive(bytes));
      if (events.isEmpty() && bytes.remaining() == before) {
        return null;
      }
    }
    return events.get(next++);
  }

  private void take(List<ServerInput> received) {
    events = received;
    next = 0;
  }

  /**
   * Reads once, in the time that the engine allows. Everything that was sent is written before: a
   * client may wait for it. What it means is there at {@link #poll} afterwards.
   *
   * @param isIdle whether the client may leave now without leaving anything undone
   */
  @Async
  void read(boolean isIdle) throws IOException {
    output.flushUnlessWriting();
    Wait wait = engine.nextDeadline().orElse(null);
    prepareBuffer(isIdle);
    InTime<Integer> read = readInTime(wait, isIdle);
    if (!read.isPresent()) {
      // If another task is writing, that has a limit of its own, and this one begins anew.
      if (wait != null && wait.reason() != Wait.Reason.WRITE) {
        output.awaitTurn();
        take(engine.expire(wait));
      }
      return;
    }
    int count = read.get();
    if (count < 0) {
      hasEnded = true;
      take(engine.receiveEnd());
    } else {
      bytes = ByteBuffer.wrap(buffer, 0, count);
    }
  }

  private InTime<Integer> readInTime(@Nullable Wait wait, boolean isIdle) throws IOException {
    if (wait == null || wait.reason() == Wait.Reason.WRITE) {
      return Gonzo.ignoreAfter(wait == null ? null : wait.limit(), () -> readSome(isIdle));
    }
    try {
      return Gonzo.ignoreAfter(clock.begin(wait), () -> readSome(isIdle));
    } finally {
      clock.end(wait);
    }
  }

  private int readSome(boolean isIdle) throws IOException {
    byte[] into = buffer;
    return isIdle
        ? Gonzo.idle(() -> stream.read(into, 0, into.length))
        : stream.read(into, 0, into.length);
  }

  /** Takes a large buffer for a request that fills a small one, and back for the wait after it. */
  private void prepareBuffer(boolean isIdle) {
    if (isIdle) {
      if (buffer.length != SMALL) {
        buffer = new byte[SMALL];
      }
    } else if (buffer.length < LARGE && bytes.limit() == buffer.length) {
      buffer = new byte[LARGE];
    }
  }
}
