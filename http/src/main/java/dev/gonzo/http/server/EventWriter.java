package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.http.engine.sse.EventStreamWriter;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A response of server-sent events, see {@link Exchange#events}.
 *
 * <pre>{@code
 * try (EventWriter events = exchange.events()) {
 *   events.keepAlive(ofSeconds(15));
 *   for (var price : prices) {
 *     events.send(new ServerSentEvent("price", price.toString(), price.id()));
 *   }
 * }
 * }</pre>
 *
 * <p>That the client has gone is noticed when something is sent. Over HTTP/2 the task of the
 * handler is cancelled when the client gives up the stream; over HTTP/1.1 only {@link #keepAlive}
 * makes sure that it is noticed at all while there are no events.
 *
 * <p>For tasks of one kernel; several may send.
 */
public final class EventWriter implements AutoCloseable {
  private final BodySink body;
  private final Task<?> owner;
  private final Lock sending = Lock.of("server-sent events");
  private final Event closed = Event.of("the end of server-sent events");
  private boolean isQuiet;

  EventWriter(BodySink body, Task<?> owner) {
    this.body = body;
    this.owner = owner;
  }

  /**
   * Sends an event.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled half way, the
   * response is cut short.
   *
   * @param event the event
   * @throws IOException if the client has gone
   * @throws IllegalStateException if this is closed
   */
  @Async
  public void send(ServerSentEvent event) throws IOException {
    write(EventStreamWriter.encode(event));
  }

  /**
   * Sends an event of the type {@code message} without an id.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled half way, the
   * response is cut short.
   *
   * @param data its data
   * @throws IOException if the client has gone
   * @throws IllegalStateException if this is closed
   */
  @Async
  public void send(String data) throws IOException {
    send(ServerSentEvent.of(data));
  }

  /**
   * Sends a comment, which the client ignores.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled half way, the
   * response is cut short.
   *
   * @param text the comment; may be empty
   * @throws IOException if the client has gone
   * @throws IllegalStateException if this is closed
   */
  @Async
  public void comment(String text) throws IOException {
    write(EventStreamWriter.comment(text));
  }

  /**
   * Sends how long the client waits before it connects again, when this response ends.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled half way, the
   * response is cut short.
   *
   * @param time the time, in whole milliseconds
   * @throws IOException if the client has gone
   * @throws IllegalArgumentException if the time is negative
   * @throws IllegalStateException if this is closed
   */
  @Async
  public void retry(Duration time) throws IOException {
    write(EventStreamWriter.retry(time));
  }

  /**
   * From now on sends a comment whenever nothing else was sent for a while, so that proxies keep
   * the connection open. If that shows that the client has gone, the task that opened this is
   * cancelled: it may be waiting for something to send.
   *
   * @param time the time, such as 15 seconds
   * @throws IllegalArgumentException if the time is not positive
   */
  @Async(Suspension.NEVER)
  public void keepAlive(Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException("the time must be positive, got " + time);
    }
    var _ = Gonzo.spawnDaemon("keep-alive of server-sent events", () -> commentWhenQuiet(time));
  }

  private void commentWhenQuiet(Duration time) {
    while (!Gonzo.ignoreAfter(time, closed::await)) {
      if (isQuiet) {
        try (var _ = sending.acquire()) {
          if (!closed.isSet()) {
            writeNow(EventStreamWriter.comment(""));
          }
        } catch (IOException gone) {
          closed.set();
          boolean _ = owner.requestCancel("the client has gone: " + gone.getMessage());
        }
      }
      isQuiet = true;
    }
  }

  private void write(ByteBuffer block) throws IOException {
    try (var _ = sending.acquire()) {
      if (closed.isSet()) {
        throw new IllegalStateException("the events are closed, or their client has gone");
      }
      writeNow(block);
    }
  }

  private void writeNow(ByteBuffer block) throws IOException {
    isQuiet = false;
    body.write(block);
    body.flush();
  }

  /**
   * Ends the response: the client connects again after a while, unless it was answered with 204.
   * Closing twice is harmless.
   *
   * <p>Suspends while the client does not read; a checkpoint. While a cancellation or a failure
   * unwinds the task, the response is ended all the same: each event is complete.
   *
   * @throws IOException if the client has gone
   */
  @Async
  @Override
  public void close() throws IOException {
    if (!closed.isSet()) {
      closed.set();
      try (var _ = sending.acquire()) {
        body.end();
      }
    }
  }
}
