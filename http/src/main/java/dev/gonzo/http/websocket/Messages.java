package dev.gonzo.http.websocket;

import dev.gonzo.http.engine.websocket.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The messages that are still to come, see {@link WebSocket#messages}. */
final class Messages implements Iterator<Message> {
  private final WebSocket socket;
  private Optional<Message> next = Optional.empty();

  Messages(WebSocket socket) {
    this.socket = socket;
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = socket.receive();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return next.isPresent();
  }

  @Override
  public Message next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the WebSocket is closed");
    }
    Message message = next.orElseThrow();
    next = Optional.empty();
    return message;
  }
}
