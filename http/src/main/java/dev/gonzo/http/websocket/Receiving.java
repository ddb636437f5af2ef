package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.websocket.WebSocketEngine;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The receiving side: reads bytes, and gives out the events one by one. */
final class Receiving {
  private static final int LEAST = 1 << 10;
  private static final int MOST = 16 << 10;

  private final ByteStream stream;
  private final WebSocketEngine engine;

  /** Whether a wait for the first byte of a message counts as idle. */
  private final boolean isServer;

  private byte[] space;
  private int offered = LEAST;
  private List<Received> events = List.of();
  private int next;

  /** Bytes that came with the handshake. */
  private ByteBuffer first;

  private boolean isInMessage;

  Receiving(ByteStream stream, WebSocketEngine engine, boolean isServer, ByteBuffer received) {
    this.stream = stream;
    this.engine = engine;
    this.isServer = isServer;
    space = new byte[0];
    // The engine unmasks where the bytes are, and the caller may use its buffer again.
    first = ByteBuffer.allocate(received.remaining()).put(received).flip();
  }

  /** Returns the next event that has been decoded; null if more bytes are needed. */
  @Nullable Received poll() {
    return next < events.size() ? events.get(next++) : null;
  }

  /** Notes whether a message has begun that is not complete. */
  void inMessage(boolean begun) {
    isInMessage = begun;
  }

  /** Waits for bytes, and decodes them. Suspends. If it is cancelled, nothing is lost. */
  @Async
  void fill() throws IOException {
    if (first.hasRemaining()) {
      take(engine.receive(first));
      return;
    }
    if (space.length != offered) {
      space = new byte[offered];
    }
    int count = isServer && !isInMessage ? Gonzo.<Integer, IOException>idle(this::read) : read();
    if (count < 0) {
      take(engine.receiveEnd());
      return;
    }
    resize(count);
    take(engine.receive(ByteBuffer.wrap(space, 0, count)));
  }

  private int read() throws IOException {
    return stream.read(space, 0, space.length);
  }

  /** A quiet connection has a small buffer, a busy one a large one. */
  private void resize(int count) {
    if (count == offered) {
      offered = Math.min(MOST, 2 * offered);
    } else if (count < offered / 8) {
      offered = Math.max(LEAST, offered / 2);
    }
  }

  private void take(List<Received> more) {
    events = more;
    next = 0;
  }

  /** Waits until the peer has closed the connection, dropping what it still sends. */
  @Async
  void awaitEnd() throws IOException {
    byte[] dropped = space.length == 0 ? new byte[LEAST] : Arrays.copyOf(space, space.length);
    while (stream.read(dropped) >= 0) {
      // It is of no use.
    }
  }
}
