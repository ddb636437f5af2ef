package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.stream.ByteSource;
import java.io.IOException;

/**
 * A message that is read as it arrives, see {@link WebSocket#receiveInParts}. It ends with -1, or
 * an exception if the connection ends before. A part of a text may end within a character.
 */
public final class IncomingMessage implements ByteSource {
  private final Inbox inbox;
  private final Kind kind;

  IncomingMessage(Inbox inbox, Kind kind) {
    this.inbox = inbox;
    this.kind = kind;
  }

  /** {@return the kind} Never suspends. */
  public Kind kind() {
    return kind;
  }

  /**
   * Waits for bytes of the message.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing.
   *
   * @return the number of bytes, or -1 after the last byte
   * @throws WebSocketException if the connection ended before the message did
   * @throws dev.gonzo.BusyException if another task receives
   */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return inbox.readPart(this, buffer, offset, length);
  }

  /** Drops the rest of the message, when the next one is received. Does not suspend. */
  @Override
  public void close() {
    inbox.dropRest(this);
  }
}
