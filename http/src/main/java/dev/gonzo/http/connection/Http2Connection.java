package dev.gonzo.http.connection;

import static dev.gonzo.http.connection.ConnectionWaits.wakeAll;
import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Http2Engine;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.http2.PeerSettings;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.engine.http2.Sent;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection of HTTP/2: an engine, the stream of bytes under it, and the tasks that
 * use its streams.
 *
 * <pre>{@code
 * var connection = Http2Connection.client(socket, Http2Limits.DEFAULTS);
 * Task<?> running = spawn(() -> connection.run(ByteBuffer.allocate(0)));
 * Http2Stream stream =
 *     connection.request("GET", "http", "example.org", "/", Optional.empty(), Headers.none(), true);
 * try {
 *   Received.Response head = stream.response();
 *   ...
 * } finally {
 *   stream.finish();
 * }
 * }</pre>
 *
 * <p>For tasks of one kernel.
 */
public final class Http2Connection {
  /** How long the end of a connection that is cut off may take to be written. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** How many requests a client sends before it knows how many the server allows. */
  private static final int FIRST_STREAMS = 100;

  private static final String STOPPING = "the server stops";

  final Http2Engine engine;
  final ByteStream transport;
  final ConnectionWriter writer;
  final ConnectionReader reader;
  final ConnectionDeadlines deadlines;

  /** Streams whose writer waits for room. */
  final SequencedSet<Http2Stream> heldUp = new LinkedHashSet<>();

  final OpenStreams streams;
  private final ConnectionEvents events;
  private final @Nullable StreamHandler handler;

  /** Tasks of a client that wait for settings, a pong, or the end of a stream. */
  final WaitQueue changes;

  private @Nullable TaskGroup<@Nullable Void> group;
  private @Nullable Failure failure;
  private boolean isDraining;
  private long pings;

  private Http2Connection(
      ByteStream transport, Http2Engine engine, int mostTasks, @Nullable StreamHandler handler) {
    this.transport = transport;
    this.engine = engine;
    this.handler = handler;
    streams = new OpenStreams(this, mostTasks);
    events = new ConnectionEvents(this);
    writer = new ConnectionWriter(this);
    reader = new ConnectionReader(this);
    deadlines = new ConnectionDeadlines(this);
    changes = queue("a change of ");
  }

  /**
   * Returns the server's end. Never suspends.
   *
   * @param transport the stream of bytes, which is not closed here
   * @param limits what the connection may cost
   * @param handler answers the requests
   * @return the connection; {@link #run} it
   */
  public static Http2Connection server(
      ByteStream transport, Http2Limits limits, @Elsewhere StreamHandler handler) {
    // Handlers that clean up after a reset count too, or a peer could start any number of them.
    int mostTasks = (int) Math.min(2L * limits.concurrentStreams(), Integer.MAX_VALUE);
    return new Http2Connection(transport, Http2Engine.server(limits), mostTasks, handler);
  }

  /**
   * Returns the client's end. Never suspends.
   *
   * @param transport the stream of bytes, which is not closed here
   * @param limits what the connection may cost
   * @return the connection; {@link #run} it in a task of its own
   */
  public static Http2Connection client(ByteStream transport, Http2Limits limits) {
    return new Http2Connection(transport, Http2Engine.client(limits), Integer.MAX_VALUE, null);
  }

  boolean isClient() {
    return handler == null;
  }

  WaitQueue queue(String what) {
    return new WaitQueue(new Subject(what, this));
  }

  // ---------------------------------------------------------------- running

  /**
   * Reads and writes until the connection is over: it was drained, the peer has closed it, or it
   * has failed. Then no stream is open, and what the peer must be told has been written. Does not
   * close the transport.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, all streams fail, and the peer is sent a GOAWAY
   * if it takes one within a second.
   *
   * @param received bytes that were read before, from position to limit
   * @throws IOException if the connection has failed, or the peer has closed it while a message was
   *     not complete; marked as a failure of the transport
   */
  @Async
  public void run(ByteBuffer received) throws IOException {
    try (var tasks = TaskGroup.<@Nullable Void>open()) {
      group = tasks;
      var _ = tasks.spawnDaemon("writer of " + this, writer::run);
      var _ = tasks.spawnDaemon("deadlines of " + this, deadlines::run);
      try {
        reader.run(received);
        writer.awaitAtMost(0);
        if (!events.isPeerQuiet()) {
          LingeringEnd.await(transport);
        }
        tasks.join();
      } finally {
        cutOff();
        tasks.requestCancel("the connection is over");
      }
    }
    Failure why = failure;
    if (why != null && !why.isOrderly()) {
      throw why.exception(transport);
    }
  }

  /** Ends it, if it is not over, because its task was cancelled or has failed. */
  private void cutOff() {
    if (failure == null) {
      if (!engine.isClosed()) {
        engine.send(new Sent.GoAway(ErrorCode.NO_ERROR, ""));
      }
      over(Failure.of("the connection was cut off on this side"));
      Gonzo.<RuntimeException>withoutCancellation(() -> {
        boolean _ = Gonzo.ignoreAfter(FAREWELL, () -> writer.awaitAtMost(0));
      });
    }
  }

  boolean isOver() {
    return failure != null;
  }

  /** Ends the connection; the first reason counts. */
  @Async(Suspension.NEVER)
  void over(Failure why) {
    if (failure == null) {
      failure = why;
      streams.failAll(why);
      wakeAll(changes);
      writer.wake();
      writer.progress();
      reader.stop();
    }
  }

  /** Ends the connection because the transport has failed. */
  @Async(Suspension.NEVER)
  void broken(String message, IOException failed) {
    events.broken();
    over(Failure.because(message, failed));
  }

  /** Whether a server has nothing to do but wait for the next request. */
  boolean mayBeIdle() {
    return !isClient() && isIdle() && engine.waitingBytes() == 0;
  }

  boolean isIdle() {
    return streams.isEmpty() && engine.openStreams() == 0;
  }

  // ---------------------------------------------------------------- for its own tasks

  @Async(Suspension.NEVER)
  void take(ByteBuffer bytes) {
    take(engine.receive(bytes));
  }

  @Async(Suspension.NEVER)
  void takeEnd() {
    take(engine.receiveEnd());
  }

  @Async(Suspension.NEVER)
  void expire(Wait wait) {
    take(engine.expire(wait));
    writer.progress(); // what waits may have been dropped
  }

  private void take(List<Received> received) {
    for (Received event : received) {
      events.take(event);
    }
    endIfOver();
    hasSent();
    deadlines.observe();
  }

  void begin(Received.Request request) {
    StreamHandler answers = handler;
    TaskGroup<@Nullable Void> tasks = group;
    if (answers != null && tasks != null) {
      streams.begin(request, answers, tasks);
      if (isDraining) {
        streams.cancelWhenIdle(STOPPING);
      }
    }
  }

  private void endIfOver() {
    if (engine.isClosed()) {
      over(Failure.orderly("the connection was drained"));
    }
  }

  /** Lets the writer write what was sent. */
  @Async(Suspension.NEVER)
  void hasSent() {
    if (engine.isClosed() || engine.waitingBytes() > 0 || engine.hasDataToSend()) {
      writer.wake();
    }
  }

  /**
   * Looks at what has changed when frames were made of the data that waits.
   *
   * @return whether there is more to write now
   */
  @Async(Suspension.NEVER)
  boolean hasFramed() {
    if (!heldUp.isEmpty()) {
      for (Http2Stream stream : new ArrayList<>(heldUp)) {
        stream.wakeWriter();
      }
    }
    boolean isMore = streams.resetAnswered();
    if (changes.size() > 0 && canRequest()) {
      wakeAll(changes);
    }
    endIfOver();
    return isMore;
  }

  @Async(Suspension.NEVER)
  void read(int stream, int bytes) {
    if (bytes > 0 && !engine.isClosed()) {
      engine.send(new Sent.Read(stream, bytes));
      hasSent();
    }
  }

  @Async(Suspension.NEVER)
  void reset(int stream, ErrorCode error) {
    if (!engine.isClosed()) {
      engine.send(new Sent.Reset(stream, error));
      endIfOver();
      hasSent();
    }
  }

  @Async(Suspension.NEVER)
  void finished(Http2Stream stream) {
    streams.finished(stream);
    endIfOver();
    hasSent();
    if (changes.size() > 0) {
      wakeAll(changes);
    }
  }

  // ---------------------------------------------------------------- for servers and clients

  /**
   * Takes no new streams, and ends the connection after the last one that is open. A server lets
   * the peer know before it refuses any, and cancels the tasks of requests that wait in an
   * {@linkplain Gonzo#idle idle} block. Never suspends. Has no effect the second time, or if it is
   * over.
   */
  @Async(Suspension.NEVER)
  public void drain() {
    if (!engine.isClosed() && !isDraining) {
      isDraining = true;
      engine.send(new Sent.Drain());
      streams.cancelWhenIdle(STOPPING);
      endIfOver();
      hasSent();
      wakeAll(changes);
      deadlines.observe();
    }
  }

  /** {@return whether requests can be sent, now or when a stream has ended} Never suspends. */
  public boolean isUsable() {
    return failure == null
        && !engine.isClosed()
        && !events.isPeerGoing()
        && !isDraining
        && engine.nextStream() > 0;
  }

  /** {@return whether a request can be sent without waiting for a stream to end} Never suspends. */
  public boolean canRequest() {
    return isUsable()
        && engine.canRequest()
        && (events.hasSettings() || engine.openStreams() < FIRST_STREAMS);
  }

  /** {@return how many streams are in use} Never suspends. */
  public int openStreams() {
    return Math.max(streams.size(), engine.openStreams());
  }

  /** {@return what the peer allows, as far as it is known} Never suspends. */
  public PeerSettings peerSettings() {
    return engine.peerSettings();
  }

  /**
   * Waits until the peer's settings have arrived: before a client sends an extended CONNECT, it
   * must know that the server takes it.
   *
   * <p>Suspends; a checkpoint.
   *
   * @return the settings
   * @throws NotProcessedException if the connection is over
   */
  @Async
  public PeerSettings awaitSettings() throws IOException {
    Coroutine.trap(CHECKPOINT);
    while (!events.hasSettings()) {
      requireUsable();
      Coroutine.trap(new WaitOn(changes));
    }
    return engine.peerSettings();
  }

  /**
   * Asks the peer whether it is there, and waits for its answer. If none comes in time ({@code
   * Deadlines.answer}), the connection is over.
   *
   * <p>Suspends; a checkpoint. A cancelled call leaves the connection usable.
   *
   * @throws IOException if the connection is over
   */
  @Async
  public void ping() throws IOException {
    Coroutine.trap(CHECKPOINT);
    throwFailure();
    long number = ++pings;
    engine.send(new Sent.Ping(number));
    hasSent();
    deadlines.observe();
    while (events.pongs() < number) {
      Coroutine.trap(new WaitOn(changes));
      throwFailure();
    }
  }

  private void throwFailure() throws IOException {
    Failure why = failure;
    if (why != null) {
      throw why.exception(transport);
    }
  }

  /**
   * Sends the head of a request, and opens its stream. Waits while the peer allows no more streams.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing was sent.
   *
   * @param method the method
   * @param scheme {@code http} or {@code https}; empty for CONNECT without a protocol
   * @param authority the host, with the port if there is one
   * @param path the path and query; empty for CONNECT without a protocol
   * @param protocol what an extended CONNECT asks for; {@link #awaitSettings} first
   * @param headers the other fields
   * @param isEnd whether there is no body
   * @return the stream; {@link Http2Stream#finish} it
   * @throws NotProcessedException if the connection takes no more requests, or is over
   * @throws IllegalArgumentException if the request is not valid, such as a path with a space
   * @throws IllegalStateException if the peer has not allowed extended CONNECT
   */
  @Async
  public Http2Stream request(
      String method,
      String scheme,
      String authority,
      String path,
      Optional<String> protocol,
      Headers headers,
      boolean isEnd)
      throws IOException {
    Coroutine.trap(CHECKPOINT);
    requireUsable();
    while (!canRequest()) {
      Coroutine.trap(new WaitOn(changes));
      requireUsable();
    }
    int id = engine.nextStream();
    engine.send(new Sent.Request(id, method, scheme, authority, path, protocol, headers, isEnd));
    Http2Stream stream = streams.open(id, isEnd);
    hasSent();
    return stream;
  }

  private void requireUsable() throws NotProcessedException {
    if (!isUsable()) {
      Failure why = failure;
      throw new NotProcessedException(
          "the connection takes no more requests"
              + (why == null ? "" : ": " + why.message())
              + "; use another one");
    }
  }

  @Override
  public String toString() {
    return "HTTP/2 with " + transport;
  }

  /** What tasks of a connection wait for, for reports. */
  private record Subject(String what, Http2Connection connection) implements WaitQueue.Subject {
    @Override
    public List<Task<?>> holders() {
      return List.of();
    }

    @Override
    public String toString() {
      return what + connection;
    }
  }
}
