package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.engine.websocket.MessageCollector;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages that are received, whole or in parts, by one task at a time. */
final class Inbox {
  private final Parts parts;
  private final Receiving receiving;
  private final Pings pings;
  private final Ending ending;
  private final MessageCollector collector;
  private boolean isReceiving;

  /** Set when a task stops to receive, if another one waits for that. */
  private @Nullable Event freed;

  /** Whether our side is being closed, and drops what still comes. */
  private boolean isClosing;

  /** A part of which not all bytes have been read. */
  private @Nullable Data part;

  /** The message that is read in parts; null if there is none. */
  private @Nullable IncomingMessage incoming;

  private boolean isDropping;

  /** Where the parts of messages come from. */
  interface Parts {
    /** Waits for the next part; null after a normal end. */
    @Async
    @Nullable Data next() throws IOException;
  }

  Inbox(Parts parts, Receiving receiving, Pings pings, Ending ending, long messageSize) {
    this.ending = ending;
    this.parts = parts;
    this.receiving = receiving;
    this.pings = pings;
    collector = new MessageCollector((int) Math.min(Integer.MAX_VALUE - 8, messageSize));
  }

  /** Receives until the end, as soon as no other task does. */
  @Async
  void awaitEnd() throws IOException {
    while (!ending.isEnded()) {
      if (isReceiving) {
        freed = Event.of("the end of a receive");
        freed.await();
      } else {
        drop();
      }
    }
  }

  @Async
  Optional<Message> receive() throws IOException {
    if (isClosing) {
      ending.event().await();
      return Optional.empty();
    }
    beginToReceive();
    try {
      Gonzo.checkpoint();
      dropOrRefuse();
      for (Data data = parts.next(); data != null; data = parts.next()) {
        receiving.inMessage(!data.last());
        Optional<Message> message = collector.add(data);
        if (message.isPresent()) {
          return message;
        }
      }
      return Optional.empty();
    } finally {
      endReceiving();
    }
  }

  @Async
  Optional<IncomingMessage> receiveInParts() throws IOException {
    if (isClosing) {
      ending.event().await();
      return Optional.empty();
    }
    beginToReceive();
    try {
      Gonzo.checkpoint();
      dropOrRefuse();
      part = parts.next();
      if (part == null) {
        return Optional.empty();
      }
      receiving.inMessage(true);
      incoming = new IncomingMessage(this, part.kind());
      return Optional.of(incoming);
    } finally {
      endReceiving();
    }
  }

  @Async
  int readPart(IncomingMessage message, byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    beginToReceive();
    try {
      Gonzo.checkpoint();
      while (length > 0) {
        if (incoming != message) {
          return -1;
        }
        Data data = part == null ? nextPart() : part;
        ByteBuffer bytes = data.bytes();
        int count = Math.min(length, bytes.remaining());
        bytes.get(buffer, offset, count);
        part = bytes.hasRemaining() ? data : null;
        if (part == null && data.last()) {
          endIncoming();
        }
        if (count > 0) {
          return count;
        }
      }
      return 0;
    } finally {
      endReceiving();
    }
  }

  private Data nextPart() throws IOException {
    Data data = parts.next();
    if (data == null) {
      throw WebSocketException.lost("it was closed before a message had ended", null);
    }
    return data;
  }

  void dropRest(IncomingMessage message) {
    isDropping = incoming == message;
  }

  private void dropOrRefuse() throws IOException {
    if (incoming != null && !isDropping) {
      throw new IllegalStateException(
          "the message before has not been read to its end: read or close it first");
    }
    while (incoming != null) {
      Data data = part == null ? parts.next() : part;
      part = null;
      if (data == null || data.last()) {
        endIncoming();
      }
    }
  }

  private void endIncoming() {
    incoming = null;
    isDropping = false;
    receiving.inMessage(false);
  }

  private void beginToReceive() {
    if (isReceiving) {
      throw new BusyException("another task receives from this WebSocket: only one at a time may");
    }
    isReceiving = true;
    pings.receiving(true);
  }

  private void endReceiving() {
    isReceiving = false;
    pings.receiving(false);
    if (freed != null) {
      freed.set();
    }
  }

  /** Messages that come after our close frame are not wanted. */
  private void drop() throws IOException {
    isClosing = true;
    beginToReceive();
    try {
      while (parts.next() != null) {
        // It is of no use.
      }
    } finally {
      endReceiving();
    }
  }
}
