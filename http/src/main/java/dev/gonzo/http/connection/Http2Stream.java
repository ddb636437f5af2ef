package dev.gonzo.http.connection;

import static dev.gonzo.http.connection.ConnectionWaits.wakeAll;
import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Http2Engine;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.engine.http2.Sent;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response on a connection of HTTP/2. One task may read while another one writes;
 * a cancellation of either leaves the connection as it is.
 *
 * <p>The one that has opened it, a client or the task of a request on a server, ends it by {@link
 * #finish}: until then the peer may hold it open.
 */
public final class Http2Stream {
  /** How much data may wait for the peer's window, before a writer waits. */
  private static final int MOST_WAITING = 65_536;

  /** How many heads may wait for a task that does not read them: the oldest interim ones go. */
  private static final int MOST_HEADS = 8;

  private final Http2Connection connection;
  private final Http2Engine engine;
  private final int id;
  private final WaitQueue reading = new WaitQueue();
  private final WaitQueue writing = new WaitQueue();
  private final Inbox inbox = new Inbox();
  private final ArrayDeque<Received.Response> heads = new ArrayDeque<>(1);
  private @Nullable Task<?> task;
  private @Nullable Headers trailers;
  private @Nullable Failure failure;
  private long bytesRead;
  private long bytesSent;
  private boolean isReading;
  private boolean isEnded;

  Http2Stream(Http2Connection connection, int id) {
    this.connection = connection;
    this.engine = connection.engine;
    this.id = id;
  }

  /** {@return its number on the connection} */
  public int id() {
    return id;
  }

  // ---------------------------------------------------------------- what arrives

  /** Makes a task end when the stream fails. */
  void belongsTo(Task<?> handling) {
    task = handling;
  }

  /** Ends its task, if that waits in an idle block, now or later. */
  void cancelWhenIdle(String reason) {
    Task<?> handling = task;
    if (handling != null) {
      boolean _ = handling.requestCancelWhenIdle(reason);
    }
  }

  void received(Received.Response head) {
    if (heads.size() == MOST_HEADS) {
      heads.removeFirst();
    }
    heads.addLast(head);
    wakeAll(reading);
  }

  void received(Received.Data data) {
    inbox.put(data.bytes());
    wakeAll(reading);
  }

  void received(Received.End end) {
    trailers = end.trailers();
    wakeAll(reading);
  }

  /** Ends both directions, unless both messages are complete. */
  void fail(Failure why) {
    if (failure != null || (trailers != null && isEnded)) {
      return;
    }
    failure = why;
    Task<?> handling = task;
    if (handling != null) {
      boolean _ = handling.requestCancel(why.message());
    }
    wakeAll(reading);
    wakeAll(writing);
  }

  /** {@return whether the stream or its connection has failed, or this side gave it up} */
  public boolean hasFailed() {
    return failure != null;
  }

  boolean hasUnread() {
    return !inbox.isEmpty();
  }

  void markEnded() {
    isEnded = true;
  }

  /** {@return whether this side has ended its message} */
  boolean isEnded() {
    return isEnded;
  }

  // ---------------------------------------------------------------- reading

  /** {@return whether the whole message of the peer has arrived, read or not} Never suspends. */
  public boolean isReceived() {
    return trailers != null;
  }

  /**
   * Waits for the next head of the response: an informational one, or the last with a status of 200
   * or more. For a client.
   *
   * <p>Suspends; a checkpoint. A cancelled call has taken nothing.
   *
   * @return the head
   * @throws NotProcessedException if the request was certainly not processed
   * @throws StreamResetException if the peer has reset the stream
   * @throws IOException if the connection has failed
   * @throws BusyException if another task reads
   */
  @Async
  public Received.Response response() throws IOException {
    beginToRead();
    try {
      Coroutine.trap(CHECKPOINT);
      while (heads.isEmpty()) {
        throwFailure();
        Coroutine.trap(new WaitOn(reading));
      }
      return heads.removeFirst();
    } finally {
      isReading = false;
    }
  }

  /** {@return how many bytes of the peer's body were read} Never suspends. */
  public long bytesRead() {
    return bytesRead;
  }

  /** {@return how many bytes of our body were sent, or wait to be} Never suspends. */
  public long bytesSent() {
    return bytesSent;
  }

  /** {@return the stream of bytes under the connection, by which its failures are marked} */
  public ByteStream transport() {
    return connection.transport;
  }

  /**
   * {@return the body of the message of the peer} Never suspends.
   *
   * @param length what its content-length says
   */
  public Body body(OptionalLong length) {
    return new StreamBody(this, length, null);
  }

  /**
   * Equivalent to {@link #body(OptionalLong)}, with something to do before the first read: a server
   * answers an expectation with 100.
   *
   * @param length what its content-length says
   * @param beforeFirstRead what to do
   * @return the body
   */
  public Body body(OptionalLong length, FirstRead beforeFirstRead) {
    return new StreamBody(this, length, beforeFirstRead);
  }

  /** What a body does before the first read. */
  @FunctionalInterface
  public interface FirstRead {
    /**
     * Does it. Never suspends.
     *
     * @throws IOException if the stream has failed
     */
    void begin() throws IOException;
  }

  @Async
  int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    beginToRead();
    try {
      Coroutine.trap(CHECKPOINT);
      while (inbox.isEmpty() && length > 0) {
        if (trailers != null) {
          return -1;
        }
        throwFailure();
        Coroutine.trap(new WaitOn(reading));
      }
      int count = inbox.take(buffer, offset, length);
      bytesRead += count;
      connection.read(id, count);
      return count;
    } finally {
      isReading = false;
    }
  }

  private void beginToRead() {
    if (isReading) {
      throw new BusyException("another task reads from this stream: only one at a time may");
    }
    isReading = true;
  }

  Headers trailers() {
    Headers received = trailers;
    if (received == null || !inbox.isEmpty()) {
      throw new IllegalStateException("the trailers follow the body: read it to its end first");
    }
    return received;
  }

  private void throwFailure() throws IOException {
    Failure why = failure;
    if (why != null) {
      throw why.exception(connection.transport);
    }
  }

  // ---------------------------------------------------------------- writing

  /**
   * Sends a response, or an informational one with a status below 200. For a server. Never
   * suspends.
   *
   * @param status the status
   * @param headers the fields
   * @param isEnd whether there is no body
   * @throws IOException if the stream or the connection has failed
   * @throws IllegalArgumentException if HTTP/2 has no such status
   * @throws IllegalStateException if the response has begun
   */
  @Async(Suspension.NEVER)
  public void respond(int status, Headers headers, boolean isEnd) throws IOException {
    send(new Sent.Response(id, status, headers, isEnd), isEnd);
  }

  /**
   * {@return where the body of our message is written} Its head must have been sent. Never
   * suspends.
   */
  public BodySink sink() {
    return new StreamSink(this);
  }

  /**
   * {@return the stream as a stream of bytes, after an extended CONNECT was answered with 200} A
   * write is sent at once. Closing it ends our direction. Never suspends.
   */
  public ByteStream tunnel() {
    return new StreamTunnel(this);
  }

  @Async(Suspension.NEVER)
  void send(ByteBuffer data, boolean isEnd) throws IOException {
    int count = data.remaining();
    send(new Sent.Data(id, data, isEnd), isEnd);
    bytesSent += count;
  }

  @Async(Suspension.NEVER)
  void send(Sent event, boolean isEnd) throws IOException {
    throwFailure();
    engine.send(event);
    isEnded |= isEnd;
    connection.hasSent();
  }

  /**
   * Waits until little of our data waits for the peer.
   *
   * <p>Suspends while the peer does not read; a checkpoint.
   *
   * @throws StreamResetException if the peer has reset the stream
   * @throws IOException if the connection has failed
   */
  @Async
  public void awaitRoom() throws IOException {
    Coroutine.trap(CHECKPOINT);
    throwFailure();
    if (engine.waitingBytes(id) > MOST_WAITING) {
      connection.heldUp.add(this);
      try {
        do {
          Coroutine.trap(new WaitOn(writing));
          throwFailure();
        } while (engine.waitingBytes(id) > MOST_WAITING);
      } finally {
        connection.heldUp.remove(this);
      }
    }
  }

  /** Lets a writer go on, if it has room. */
  void wakeWriter() {
    if (writing.size() > 0 && engine.waitingBytes(id) <= MOST_WAITING) {
      wakeAll(writing);
    }
  }

  // ---------------------------------------------------------------- the end

  /**
   * Gives up the stream: what waits to be sent on it is dropped, and the peer sees an error. Has no
   * effect if both messages are complete. Never suspends.
   *
   * @param error why
   */
  @Async(Suspension.NEVER)
  public void reset(ErrorCode error) {
    if (failure == null && !(trailers != null && isEnded)) {
      failure = Failure.of("this side has given up the stream: " + error);
      connection.reset(id, error);
      wakeAll(reading);
      wakeAll(writing);
    }
  }

  /**
   * Ends the use of the stream. If our message has not ended, the stream is reset with CANCEL. If a
   * server has answered before the request was complete, the peer is asked not to send the rest
   * (NO_ERROR), as soon as the response is on its way; a client that has not received all of the
   * response gives it up. Calling it twice is harmless. Never suspends.
   */
  @Async(Suspension.NEVER)
  public void finish() {
    if (!isEnded || (connection.isClient() && trailers == null)) {
      reset(ErrorCode.CANCEL);
    }
    connection.finished(this);
    inbox.clear();
  }

  @Override
  public String toString() {
    return "stream %d of %s".formatted(id, connection);
  }
}
