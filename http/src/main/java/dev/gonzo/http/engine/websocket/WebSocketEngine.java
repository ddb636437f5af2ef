package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Lost;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Ping;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Pong;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Sent;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a WebSocket, after its {@linkplain WebSocketHandshake handshake} (RFC 6455, RFC 7692).
 *
 * <pre>{@code
 * try (var engine = WebSocketEngine.server(agreement, WebSocketLimits.defaults())) {
 *   for (Received event : engine.receive(bytes)) {
 *     switch (event) {
 *       case Data data -> engine.send(data);                  // an echo
 *       case Close close when engine.canSend() -> engine.send(close.answer());
 *       default -> {}                                         // pings are answered by the engine
 *     }
 *   }
 *   channel.write(engine.bytesToSend());
 * }
 * }</pre>
 *
 * <p>Messages are received in parts, as they come; {@link MessageCollector} makes whole ones of
 * them. A peer's close frame is answered by the caller, which may send what it has left before. The
 * engine answers pings, and sends the close frame after a violation: behind the answers to the
 * events before, when {@link #bytesToSend} is called next.
 *
 * <p>A server unmasks payloads where they are: {@link #receive} changes the bytes that it takes,
 * unless the buffer is read-only.
 *
 * <p>Compression uses native memory. It is freed when the connection ends, and by {@link #close}.
 */
public final class WebSocketEngine implements Engine<Received, Sent>, AutoCloseable {
  private enum State {
    OPEN,
    /** The peer sends nothing more, and waits for our close frame. */
    CLOSE_RECEIVED,
    /** The peer has yet to answer our close frame. */
    CLOSE_SENT,
    /** Close frames have been exchanged, and the server closes the connection. */
    ENDING,
    /**
     * The peer broke a rule: our close frame follows what the caller sends until it takes bytes.
     */
    FAILED,
    CLOSED
  }

  private final boolean isServer;
  private final FrameReader reader;
  private final MessageReader received;
  private final MessageWriter writer;
  private final Outgoing outgoing = new Outgoing();
  private final WebSocketLimits limits;
  private final AnswerWait answers;

  private State state = State.OPEN;

  /** Why the connection fails, until the close frame with that is made. */
  private @Nullable Violation failure;

  private WebSocketEngine(
      boolean isServer, Agreement agreement, WebSocketLimits limits, @Nullable IntSupplier masks) {
    this.isServer = isServer;
    this.limits = limits;
    answers = new AnswerWait(limits);
    DeflateAgreement deflate = agreement.deflate().orElse(null);
    received = new MessageReader(limits, inflater(isServer, deflate));
    reader = new FrameReader(isServer, limits.frameSize(), received, this::receiveControl);
    writer = new MessageWriter(outgoing, masks, deflate, isServer);
  }

  private static @Nullable MessageInflater inflater(
      boolean isServer, @Nullable DeflateAgreement deflate) {
    return deflate == null
        ? null
        : new MessageInflater(
            isServer ? deflate.clientTakesOver() : deflate.serverTakesOver(),
            deflate.options().pool());
  }

  /**
   * Creates the server's end.
   *
   * @param agreement what the handshake led to
   * @param limits what the client may demand
   * @return the engine
   */
  public static WebSocketEngine server(Agreement agreement, WebSocketLimits limits) {
    return new WebSocketEngine(true, agreement, limits, null);
  }

  /**
   * Creates the client's end.
   *
   * @param agreement what the handshake led to
   * @param limits what the server may demand
   * @param masks makes a random number for each frame, which the server's side cannot foresee
   * @return the engine
   */
  public static WebSocketEngine client(
      Agreement agreement, WebSocketLimits limits, IntSupplier masks) {
    return new WebSocketEngine(false, agreement, limits, masks);
  }

  @Override
  public List<Received> receive(ByteBuffer bytes) {
    finishFailure();
    var events = new ArrayList<Received>();
    if (isReceiving()) {
      try {
        reader.read(bytes, events);
      } catch (ViolationException violation) {
        failure = violation.toEvent();
        events.add(failure);
        fail();
      }
    }
    if (!isReceiving()) {
      // What follows the end of a WebSocket means nothing.
      bytes.position(bytes.limit());
    }
    return events;
  }

  private boolean isReceiving() {
    return state == State.OPEN || state == State.CLOSE_SENT;
  }

  private boolean receiveControl(int opcode, ByteBuffer payload, List<Received> events) {
    switch (opcode) {
      case Frame.PING -> {
        events.add(new Ping(payload));
        if (state == State.OPEN) {
          answerPing(payload);
        }
      }
      case Frame.PONG -> {
        answers.pong(payload);
        events.add(new Pong(payload));
      }
      default -> {
        receiveClose(ClosePayload.decode(payload), events);
        return false;
      }
    }
    return true;
  }

  private void answerPing(ByteBuffer payload) {
    if (outgoing.pongsWaiting() >= limits.pongsWaiting()) {
      throw ViolationException.limit(
          CloseCode.POLICY_VIOLATION,
          "pongsWaiting",
          "pings come faster than their answers are taken");
    }
    writer.control(Frame.PONG, payload.duplicate());
    outgoing.countPong();
  }

  private void receiveClose(Close close, List<Received> events) {
    events.add(close);
    if (state == State.OPEN) {
      state = State.CLOSE_RECEIVED;
      answers.end();
      received.free();
    } else {
      finishHandshake();
    }
  }

  private void finishHandshake() {
    if (isServer) {
      end();
    } else {
      state = State.ENDING;
      answers.closing();
      free();
    }
  }

  private void fail() {
    if (state == State.OPEN) {
      state = State.FAILED;
      answers.end();
      received.free();
    } else {
      end();
    }
  }

  private void finishFailure() {
    if (state == State.FAILED && failure != null) {
      writer.control(
          Frame.CLOSE, ClosePayload.encode(new Close(failure.code(), failure.problem())));
      end();
    }
  }

  private void end() {
    state = State.CLOSED;
    answers.end();
    free();
  }

  @Override
  public List<Received> receiveEnd() {
    finishFailure();
    boolean isCut = isReceiving();
    if (state != State.CLOSE_RECEIVED) {
      end();
    }
    return isCut ? List.of(new Lost("the connection ended without a close frame")) : List.of();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if a close frame has been sent, the connection has ended, or a
   *     message of another kind is under way
   * @throws IllegalArgumentException if a text is not UTF-8; if a control frame has more than 125
   *     bytes; if a close code cannot be in a frame, or its reason has more than 123 bytes
   */
  @Override
  public void send(Sent event) {
    if (!canSend()) {
      throw new IllegalStateException(
          "nothing can be sent after the close frame; ask canSend() before: " + this);
    }
    switch (event) {
      case Data data -> writer.data(data);
      case Ping ping -> {
        writer.control(Frame.PING, ping.payload());
        if (state == State.OPEN) {
          answers.ping(ping.payload());
        }
      }
      case Pong pong -> writer.control(Frame.PONG, pong.payload());
      case Close close -> {
        writer.control(Frame.CLOSE, ClosePayload.encode(close));
        afterClose();
      }
    }
  }

  private void afterClose() {
    switch (state) {
      case OPEN -> {
        state = State.CLOSE_SENT;
        answers.closing();
      }
      case CLOSE_RECEIVED -> finishHandshake();
      default -> end();
    }
  }

  /**
   * {@return whether events can be sent: no close frame was sent, and the connection has not ended}
   */
  public boolean canSend() {
    return state == State.OPEN || state == State.CLOSE_RECEIVED || state == State.FAILED;
  }

  @Override
  public ByteBuffer bytesToSend() {
    finishFailure();
    return outgoing.next();
  }

  @Override
  public Optional<Wait> nextDeadline() {
    return answers.current();
  }

  @Override
  public List<Received> expire(Wait wait) {
    if (!answers.current().equals(Optional.of(wait))) {
      return List.of();
    }
    boolean isCut = isReceiving();
    String unanswered = state == State.OPEN ? "a ping" : "the close frame";
    end();
    return isCut
        ? List.of(new Lost("no answer to " + unanswered + " within " + wait.limit()))
        : List.of();
  }

  @Override
  public boolean isClosed() {
    return state == State.CLOSED || state == State.FAILED;
  }

  /**
   * Frees the native memory of compression, and ends the connection without a close frame unless it
   * has ended. Has no effect after that.
   */
  @Override
  public void close() {
    end();
  }

  private void free() {
    received.free();
    writer.free();
  }

  @Override
  public String toString() {
    return "WebSocketEngine[%s, %s, receiving %s%s, sending %s, %d bytes to send]"
        .formatted(
            isServer ? "server" : "client",
            state,
            received,
            reader.isInFrame() ? " in a frame" : "",
            writer,
            outgoing.size());
  }
}
