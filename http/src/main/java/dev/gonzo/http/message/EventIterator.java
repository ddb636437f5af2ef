package dev.gonzo.http.message;

import dev.gonzo.http.engine.sse.ServerSentEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The events that a receiver still gets, for loops. */
final class EventIterator implements Iterator<ServerSentEvent> {
  private final EventReceiver receiver;
  private Optional<ServerSentEvent> next = Optional.empty();

  EventIterator(EventReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = receiver.receive();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return next.isPresent();
  }

  @Override
  public ServerSentEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more events");
    }
    ServerSentEvent event = next.orElseThrow();
    next = Optional.empty();
    return event;
  }
}
