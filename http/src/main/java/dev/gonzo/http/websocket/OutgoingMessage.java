package dev.gonzo.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.websocket.CloseCode;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.sync.LockHold;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that is sent in parts, see {@link WebSocket#sendInParts}. Each write is a frame, so
 * collect small parts, for example with a {@link dev.gonzo.stream.Output}.
 *
 * <pre>{@code
 * try (OutgoingMessage message = socket.sendInParts(BINARY)) {
 *   Streams.copy(file, message);
 *   message.end();
 * }
 * }</pre>
 *
 * <p>The message ends with {@link #end}. If it is closed before, the peer cannot be left with half
 * a message: the WebSocket is closed with {@link CloseCode#INTERNAL_ERROR}.
 */
public final class OutgoingMessage implements ByteSink {
  private static final int MOST = 64 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Conversation conversation;
  private final Kind kind;
  private @Nullable LockHold turn;

  OutgoingMessage(Conversation conversation, Kind kind, LockHold turn) {
    this.conversation = conversation;
    this.kind = kind;
    this.turn = turn;
  }

  /**
   * Sends a part, of at most 64 KiB.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled, no byte was taken.
   *
   * @return the number of bytes that were taken
   * @throws WebSocketException if the connection has ended, or was closed
   * @throws IllegalArgumentException if a text is not UTF-8
   * @throws IllegalStateException if the message has ended
   */
  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen();
    if (length == 0) {
      Gonzo.checkpoint();
      return 0;
    }
    int count = Math.min(MOST, length);
    conversation.sendPart(new Data(kind, ByteBuffer.wrap(bytes, offset, count), false));
    return count;
  }

  /**
   * Sends a text in UTF-8.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled half way, the
   * exception carries a {@link dev.gonzo.stream.PartialTransferException}.
   *
   * @param text the text
   * @throws WebSocketException if the connection has ended, or was closed
   */
  @Async
  public void write(String text) throws IOException {
    writeAll(text.getBytes(UTF_8));
  }

  /**
   * Ends the message. Ending twice is harmless.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled, the message has not
   * ended.
   *
   * @throws WebSocketException if the connection has ended, or was closed
   * @throws IllegalArgumentException if a text ends within a character
   */
  @Async
  public void end() throws IOException {
    if (turn == null) {
      Gonzo.checkpoint();
      return;
    }
    conversation.sendPart(new Data(kind, NOTHING.duplicate(), true));
    finish();
  }

  /**
   * Lets other messages be sent. If the message has not ended, the WebSocket is closed first.
   *
   * <p>Suspends if the message has not ended.
   */
  @Async
  @Override
  public void close() throws IOException {
    if (turn != null) {
      try {
        conversation.close(CloseCode.INTERNAL_ERROR, "a message was not completed");
      } finally {
        finish();
      }
    }
  }

  private void finish() {
    LockHold held = turn;
    turn = null;
    if (held != null) {
      held.close();
    }
  }

  private void requireOpen() {
    if (turn == null) {
      throw new IllegalStateException("the message has ended: begin another with sendInParts");
    }
  }
}
