package dev.gonzo.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.websocket.CloseCode;
import dev.gonzo.http.engine.websocket.WebSocketEngine;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Lost;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Ping;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Pong;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One end of a WebSocket: who may receive and send, and how it ends. */
final class Conversation {
  private static final int MOST_REASON_BYTES = 123;

  /** How long the end of the peer's bytes is awaited after a violation. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final ByteStream stream;
  private final WebSocketEngine engine;
  private final boolean isServer;
  private final Duration closeAnswer;
  private final Wire wire;
  private final Receiving receiving;
  private final Ending ending;
  private final Pings pings;
  private final Lock messages = Lock.of("messages of a WebSocket");
  private final Inbox inbox;
  private boolean isClosed;

  Conversation(
      ByteStream stream,
      WebSocketEngine engine,
      boolean isServer,
      ByteBuffer received,
      WebSocketOptions options) {
    this.stream = stream;
    ending = new Ending(stream);
    this.engine = engine;
    this.isServer = isServer;
    closeAnswer = options.limits().closeAnswer();
    wire = new Wire(stream, engine, ending);
    receiving = new Receiving(stream, engine, isServer, received);
    pings = new Pings(engine, wire, ending, this::giveUp);
    inbox = new Inbox(this::next, receiving, pings, ending, options.limits().messageSize());
    options.keepAlive().ifPresent(pings::keepAlive);
  }

  // ---------------------------------------------------------------- receiving

  Inbox inbox() {
    return inbox;
  }

  Optional<Close> peerClose() {
    return ending.peerClose();
  }

  /** Returns the next part of a message; null after a normal end. */
  private @Nullable Data next() throws IOException {
    while (!ending.isEnded()) {
      Received event = receiving.poll();
      switch (event) {
        case null -> fill();
        case Data data -> {
          return data;
        }
        case Ping _ -> {
          // The engine has prepared the answer.
        }
        case Pong pong -> pings.answer(pong.payload());
        case Close close -> endBy(close);
        case Violation violation -> {
          ending.by(violation);
          inTime(wire::flush);
        }
        case Lost lost -> ending.by(lost);
      }
    }
    pings.end();
    if (!isClosed) {
      ending.rethrow();
    }
    return null;
  }

  private void fill() throws IOException {
    try {
      receiving.fill();
      pings.heard();
      wire.flushBehind();
    } catch (IOException failed) {
      engine.close();
      ending.byFailure(WebSocketException.lost("reading failed: " + failed.getMessage(), failed));
    }
  }

  private void endBy(Close close) {
    ending.by(close);
    if (engine.canSend()) {
      inTime(() -> wire.send(close.answer()));
    }
  }

  // ---------------------------------------------------------------- sending

  @Async
  void send(Data message) throws IOException {
    try (var _ = messages.acquire()) {
      wire.send(message);
    }
  }

  @Async
  OutgoingMessage sendInParts(Kind kind) throws IOException {
    var turn = messages.acquire();
    boolean hasBegun = false;
    try {
      wire.requireOpen();
      hasBegun = true;
      return new OutgoingMessage(this, kind, turn);
    } finally {
      if (!hasBegun) {
        turn.close();
      }
    }
  }

  @Async
  void sendPart(Data data) throws IOException {
    wire.send(data);
  }

  @Async
  Duration ping(Duration limit) throws IOException {
    return pings.ping(limit);
  }

  // ---------------------------------------------------------------- the end

  @Async
  void close(int code, String reason) throws IOException {
    if (!CloseCode.isValidInFrame(code)) {
      throw new IllegalArgumentException(
          code + " cannot be in a close frame: use one of CloseCode, or from 3000 to 4999");
    }
    if (reason.getBytes(UTF_8).length > MOST_REASON_BYTES) {
      throw new IllegalArgumentException("a reason has at most 123 bytes, got \"" + reason + '"');
    }
    if (isClosed) {
      Gonzo.checkpoint();
      return;
    }
    isClosed = true;
    try {
      if (engine.canSend() && wire.canSend()) {
        Close close = ending.peerClose().map(Close::answer).orElse(new Close(code, reason));
        inTime(() -> wire.send(close));
      }
      boolean _ = Gonzo.ignoreAfter(engine.isClosed() ? LINGER : closeAnswer, this::awaitPeer);
    } finally {
      ending.byOurs();
      pings.end();
      engine.close();
      stream.close();
    }
  }

  /** Waits for the peer's close frame, and on a client for the end of the connection. */
  private void awaitPeer() {
    try {
      inbox.awaitEnd();
      if (!isServer || (engine.isClosed() && ending.peerClose().isEmpty())) {
        receiving.awaitEnd();
      }
    } catch (IOException gone) {
      // There is nothing left to wait for.
    }
  }

  /** Sends last words, even if the task is being cancelled, within the limit for that. */
  private void inTime(AsyncRunnable<IOException> words) {
    Gonzo.withoutCancellation(() -> {
      try {
        boolean _ = Gonzo.<IOException>ignoreAfter(closeAnswer, words);
      } catch (IOException gone) {
        // The peer cannot be reached any more.
      }
    });
  }

  private void giveUp(Lost lost) throws IOException {
    ending.by(lost);
    pings.end();
    stream.close();
  }

  @Override
  public String toString() {
    return "WebSocket[%s, %s]".formatted(engine, wire);
  }
}
