package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes whole messages of received parts, within a limit.
 *
 * <pre>{@code
 * Optional<Message> message = collector.add(data);
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class MessageCollector {
  private static final byte[] NOTHING = {};
  private static final int LEAST_SPACE = 256;

  private final int limit;
  private byte[] space = NOTHING;
  private int size;

  /**
   * Creates a collector.
   *
   * @param limit the most bytes of a message
   * @throws IllegalArgumentException if the limit is negative
   */
  public MessageCollector(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit cannot be negative, got " + limit);
    }
    this.limit = limit;
  }

  /**
   * Adds a part.
   *
   * @param part the next part of the message, whose bytes are copied
   * @return the message, if this was its last part
   * @throws MessageTooLargeException if the message exceeds the limit. The collector has dropped
   *     it, and so cannot take the rest: close the connection with {@link
   *     CloseCode#MESSAGE_TOO_BIG}
   */
  public Optional<Message> add(Data part) {
    int more = part.bytes().remaining();
    if (more > limit - size) {
      space = NOTHING;
      size = 0;
      throw new MessageTooLargeException(limit);
    }
    int needed = size + more;
    if (needed > space.length) {
      // A message that comes in one part needs no room to grow.
      space = Arrays.copyOf(space, part.last() ? needed : grown(needed));
    }
    part.bytes().get(part.bytes().position(), space, size, more);
    size = needed;
    if (!part.last()) {
      return Optional.empty();
    }
    var message = new Message(part.kind(), ByteBuffer.wrap(space, 0, size).slice());
    space = NOTHING;
    size = 0;
    return Optional.of(message);
  }

  private int grown(int needed) {
    return (int) Math.min(limit, Math.max(LEAST_SPACE, 2L * needed));
  }
}
