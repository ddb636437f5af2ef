package dev.gonzo.http.message;

import dev.gonzo.Async;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;

/**
 * Server-sent events as they arrive, one by one or in a loop.
 *
 * <pre>{@code
 * for (ServerSentEvent event : events) show(event.data());
 * }</pre>
 *
 * <p>For one task at a time.
 */
public interface EventReceiver extends Iterable<ServerSentEvent> {
  /**
   * Waits for the next event.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, no event is lost.
   *
   * @return the event; empty after the last
   * @throws dev.gonzo.http.engine.sse.EventTooLargeException if an event is larger than allowed
   * @throws IOException if the connection has failed
   */
  @Async
  Optional<ServerSentEvent> receive() throws IOException;

  /**
   * Returns the events that are still to come. The iterator suspends as {@link #receive} does, and
   * throws an {@link IOException} as the cause of an {@link java.io.UncheckedIOException}.
   */
  @Override
  default Iterator<ServerSentEvent> iterator() {
    return new EventIterator(this);
  }
}
