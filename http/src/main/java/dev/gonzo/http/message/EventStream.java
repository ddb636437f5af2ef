package dev.gonzo.http.message;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.sse.EventStreamReader;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import dev.gonzo.stream.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The events of a body of type {@code text/event-stream}, as they come.
 *
 * <pre>{@code
 * try (var stream = EventStream.of(response.body())) {
 *   for (ServerSentEvent event : stream) {
 *     System.out.println(event.data());
 *   }
 * }
 * }</pre>
 *
 * <p>For tasks; only one may read at a time.
 */
public final class EventStream implements EventReceiver, AutoCloseable {
  private static final int EVENT_SIZE = 1 << 20;
  private static final int BUFFER = 4 << 10;

  private final ByteSource body;
  private final EventStreamReader reader;
  private final byte[] buffer = new byte[BUFFER];
  private final ArrayDeque<ServerSentEvent> events = new ArrayDeque<>();

  private EventStream(ByteSource body, EventStreamReader reader) {
    this.body = body;
    this.reader = reader;
  }

  /**
   * Returns the events of a body, of at most 1 MiB each. Never suspends.
   *
   * @param body the body
   * @return the events; closing them closes the body
   */
  public static EventStream of(ByteSource body) {
    return of(body, EVENT_SIZE);
  }

  /**
   * Returns the events of a body. Never suspends.
   *
   * @param body the body
   * @param eventSize the most bytes of an event
   * @return the events; closing them closes the body
   * @throws IllegalArgumentException if the size is not positive
   */
  public static EventStream of(ByteSource body, int eventSize) {
    return new EventStream(body, new EventStreamReader(eventSize));
  }

  /**
   * Waits for the next event.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing is lost.
   *
   * @return the event; empty when the body has ended. An event that is not complete then is dropped
   * @throws dev.gonzo.http.engine.sse.EventTooLargeException if an event is larger than allowed
   * @throws IOException if the body was cut short, or the connection has failed
   */
  @Async
  @Override
  public Optional<ServerSentEvent> receive() throws IOException {
    Gonzo.checkpoint();
    while (events.isEmpty()) {
      int count = body.read(buffer);
      if (count < 0) {
        return Optional.empty();
      }
      events.addAll(reader.receive(ByteBuffer.wrap(buffer, 0, count)));
    }
    return Optional.of(events.remove());
  }

  /**
   * {@return the id to send as {@code last-event-id} when connecting again; empty if there is none}
   * It is that of the last event that has arrived. Never suspends.
   */
  public String lastEventId() {
    return reader.lastEventId();
  }

  /**
   * {@return how long to wait before connecting again; empty if the server did not say} Never
   * suspends.
   */
  public Optional<Duration> retry() {
    return reader.retry();
  }

  /**
   * Closes the body.
   *
   * @throws IOException if closing fails; it is closed nevertheless
   */
  @Async
  @Override
  public void close() throws IOException {
    body.close();
  }
}
