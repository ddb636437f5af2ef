package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.websocket.Agreement;
import dev.gonzo.http.engine.websocket.CloseCode;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.engine.websocket.WebSocketEngine;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection over which both sides send messages at any time (RFC 6455).
 *
 * <pre>{@code
 * try (WebSocket socket = exchange.webSocket(WebSocketOptions.defaults())) {
 *   for (Message message : socket.messages()) {
 *     socket.send(message.text());                        // an echo
 *   }
 * }
 * }</pre>
 *
 * <p>For tasks of one kernel. One task may receive at a time, and any number may send: messages are
 * sent one after the other, each of them whole, in the order in which their tasks came. Sending
 * waits while the peer does not read. Pings of the peer are answered while a task receives.
 *
 * <p>A cancelled task has either sent its message or nothing of it. It has sent nothing if the send
 * throws the cancellation, which happens only while it waits for its turn. If the message has
 * begun, the send returns, the rest of the message is still sent, before all that follow, and the
 * cancellation arrives at the next checkpoint. A cancelled receive has lost nothing.
 */
public final class WebSocket implements AutoCloseable {
  private final Conversation conversation;
  private final Agreement agreement;

  private WebSocket(Conversation conversation, Agreement agreement) {
    this.conversation = conversation;
    this.agreement = agreement;
  }

  /**
   * Creates the server's end, after the handshake.
   *
   * @param stream the connection, which the WebSocket closes
   * @param received bytes that came behind the request, from position to limit; copied
   * @param agreement what the handshake led to
   * @param options the options
   * @return the WebSocket; close it
   */
  @Async(Suspension.NEVER)
  public static WebSocket overServer(
      ByteStream stream, ByteBuffer received, Agreement agreement, WebSocketOptions options) {
    var engine = WebSocketEngine.server(agreement, options.limits());
    return of(new Conversation(stream, engine, true, received, options), agreement);
  }

  /**
   * Creates the client's end, after the handshake.
   *
   * @param stream the connection, which the WebSocket closes
   * @param received bytes that came behind the response, from position to limit; copied
   * @param agreement what the handshake led to
   * @param options the options
   * @return the WebSocket; close it
   */
  @Async(Suspension.NEVER)
  public static WebSocket overClient(
      ByteStream stream, ByteBuffer received, Agreement agreement, WebSocketOptions options) {
    var engine = WebSocketEngine.client(agreement, options.limits(), new Masks());
    return of(new Conversation(stream, engine, false, received, options), agreement);
  }

  private static WebSocket of(Conversation conversation, Agreement agreement) {
    return new WebSocket(conversation, agreement);
  }

  /** {@return the subprotocol that both sides agreed on; empty if there is none} Never suspends. */
  public Optional<String> subprotocol() {
    return agreement.subprotocol();
  }

  /**
   * {@return the code and the reason with which the peer has closed the WebSocket; empty if it has
   * not} Never suspends.
   */
  public Optional<Close> peerClose() {
    return conversation.peerClose();
  }

  // ---------------------------------------------------------------- receiving

  /**
   * Waits for the next message.
   *
   * <p>Suspends; a checkpoint. On a server, the wait for a message is idle, see {@link
   * dev.gonzo.Gonzo#idle}. If it is cancelled, nothing is lost: the next call continues.
   *
   * @return the message; empty if the peer has closed the WebSocket with {@link CloseCode#NORMAL},
   *     {@link CloseCode#GOING_AWAY} or no code, or this side has closed it
   * @throws WebSocketException if the peer closed it with another code, broke a rule, exceeded a
   *     limit, or is gone
   * @throws IllegalStateException if a message that is read in parts has not been read to its end
   * @throws dev.gonzo.BusyException if another task receives
   */
  @Async
  public Optional<Message> receive() throws IOException {
    return conversation.inbox().receive();
  }

  /**
   * Returns the messages that come until the peer closes the WebSocket, for a {@code for} loop. The
   * iterator suspends as {@link #receive} does, and throws its exceptions, an {@link IOException}
   * as the cause of a {@link java.io.UncheckedIOException}.
   *
   * @return the messages
   */
  public Iterable<Message> messages() {
    return () -> new Messages(this);
  }

  /**
   * Waits for the next message, and gives it out in parts as they come, so that it can have any
   * size up to {@link dev.gonzo.http.engine.websocket.WebSocketLimits#messageSize}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing is lost.
   *
   * @return the message, which is read to its end or closed before the next one; empty as with
   *     {@link #receive}
   * @throws WebSocketException if the peer closed it with another code, broke a rule, exceeded a
   *     limit, or is gone
   * @throws IllegalStateException if the message before has not been read to its end
   * @throws dev.gonzo.BusyException if another task receives
   */
  @Async
  public Optional<IncomingMessage> receiveInParts() throws IOException {
    return conversation.inbox().receiveInParts();
  }

  // ---------------------------------------------------------------- sending

  /**
   * Sends a text message.
   *
   * <p>Suspends while other tasks send and the peer does not read; a checkpoint. About its
   * cancellation see {@link WebSocket}.
   *
   * @param text the text; half of a surrogate pair becomes a question mark
   * @throws WebSocketException if the connection has ended, or was closed
   */
  @Async
  public void send(String text) throws IOException {
    conversation.send(Data.text(text));
  }

  /**
   * Sends a binary message.
   *
   * <p>Suspends while other tasks send and the peer does not read; a checkpoint. About its
   * cancellation see {@link WebSocket}.
   *
   * @param bytes the bytes, which must not change until it returns
   * @throws WebSocketException if the connection has ended, or was closed
   */
  @Async
  public void send(byte[] bytes) throws IOException {
    send(ByteBuffer.wrap(bytes));
  }

  /**
   * Sends a binary message.
   *
   * <p>Suspends while other tasks send and the peer does not read; a checkpoint. About its
   * cancellation see {@link WebSocket}.
   *
   * @param bytes the bytes, from position to limit, which must not change until it returns; the
   *     position stays
   * @throws WebSocketException if the connection has ended, or was closed
   */
  @Async
  public void send(ByteBuffer bytes) throws IOException {
    conversation.send(Data.binary(bytes));
  }

  /**
   * Begins a message that is sent in parts, of any size. Messages of other tasks wait until it
   * ends.
   *
   * <p>Suspends while other tasks send; a checkpoint. If it is cancelled, nothing has begun.
   *
   * @param kind the kind of the message
   * @return the message, to be ended and closed by the same task
   * @throws WebSocketException if the connection has ended, or was closed
   */
  @Async
  public OutgoingMessage sendInParts(Kind kind) throws IOException {
    return conversation.sendInParts(kind);
  }

  /**
   * Asks whether the peer is there, and waits for its answer. It is noticed only while another task
   * receives. A peer that does not answer within {@link
   * dev.gonzo.http.engine.websocket.WebSocketLimits#pongAnswer} is given up.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param limit how long to wait
   * @return how long the answer took
   * @throws dev.gonzo.DeadlineExceededException if there is no answer in time
   * @throws WebSocketException if the connection ends, or is closed
   */
  @Async
  public Duration ping(Duration limit) throws IOException {
    return conversation.ping(limit);
  }

  // ---------------------------------------------------------------- the end

  /**
   * Closes the WebSocket: sends a close frame behind the messages that are being sent, waits for
   * the peer's, dropping the messages before it, and closes the connection. A peer that does not
   * read or answer is waited for as long as {@link
   * dev.gonzo.http.engine.websocket.WebSocketLimits#closeAnswer} says, for each of the two. If the
   * peer has closed it, that is answered with its own code. Closing twice is harmless.
   *
   * <p>Suspends; a checkpoint. The close frame is sent even if the task is being cancelled; the
   * connection is closed in every case.
   *
   * @param code why, see {@link CloseCode}, or from 3000 to 4999
   * @param reason an explanation, at most 123 bytes of UTF-8; may be empty
   * @throws IllegalArgumentException if the code cannot be in a frame, or the reason is too long
   * @throws IOException if closing the connection fails; it is closed nevertheless
   */
  @Async
  public void close(int code, String reason) throws IOException {
    conversation.close(code, reason);
  }

  /**
   * Equivalent to {@code close(1000, "")}, or to {@code close(1001, "going away")} while a
   * cancellation unwinds the task, as when a server stops.
   *
   * <p>Suspends; a checkpoint.
   *
   * @throws IOException if closing the connection fails; it is closed nevertheless
   */
  @Async
  @Override
  public void close() throws IOException {
    if (Cancelled.arrived().isPresent()) {
      close(CloseCode.GOING_AWAY, "going away");
    } else {
      close(CloseCode.NORMAL, "");
    }
  }

  /** {@return the state, for logs} Never suspends. */
  @Override
  public String toString() {
    return conversation.toString();
  }
}
