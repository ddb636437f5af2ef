package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What is received and sent on a WebSocket. Messages and control frames are the same in both
 * directions, so an echo sends what it receives.
 *
 * <p>The buffers of received {@link Data} are parts of the buffer that was given to the engine, or
 * of memory that it decompressed into. Those of control frames are copies.
 */
public sealed interface WebSocketEvent {

  /**
   * What is received. Each connection ends with one of {@link Close}, {@link Violation} and {@link
   * Lost}.
   */
  sealed interface Received extends WebSocketEvent {}

  /** What is sent. */
  sealed interface Sent extends WebSocketEvent {}

  /** What a message consists of. */
  enum Kind {
    /** Text in UTF-8. */
    TEXT,
    /** Bytes. */
    BINARY
  }

  /**
   * A part of a message, or all of it. Parts are not frames: a received part is as much as has
   * arrived. Each sent part is one frame.
   *
   * @param kind the kind of the message, the same in all of its parts
   * @param bytes the bytes from position to limit; a part of a text may end within a character
   * @param last whether the message ends with this part
   */
  record Data(Kind kind, ByteBuffer bytes, boolean last) implements Received, Sent {
    /** Creates a part. */
    public Data {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(bytes);
    }

    /**
     * {@return a whole text message}
     *
     * @param text the text; half of a surrogate pair becomes a question mark
     */
    public static Data text(String text) {
      return new Data(Kind.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true);
    }

    /**
     * {@return a whole binary message}
     *
     * @param bytes its bytes, from position to limit
     */
    public static Data binary(ByteBuffer bytes) {
      return new Data(Kind.BINARY, bytes, true);
    }
  }

  /**
   * A question whether the peer is there. The engine answers a received one by itself.
   *
   * @param payload at most 125 bytes, which the answer repeats
   */
  record Ping(ByteBuffer payload) implements Received, Sent {
    /** Creates a ping. */
    public Ping {
      Objects.requireNonNull(payload);
    }
  }

  /**
   * The answer to a ping, or a sign of life that was not asked for.
   *
   * @param payload at most 125 bytes
   */
  record Pong(ByteBuffer payload) implements Received, Sent {
    /** Creates a pong. */
    public Pong {
      Objects.requireNonNull(payload);
    }
  }

  /**
   * The end of what is sent in one direction. One that is received is answered with {@link
   * #answer}, unless it is an answer itself; messages can be sent until then.
   *
   * @param code why, one of {@link CloseCode}, or from 3000 to 4999; {@link CloseCode#NONE} if the
   *     frame has no code
   * @param reason an explanation, at most 123 bytes of UTF-8; may be empty
   */
  record Close(int code, String reason) implements Received, Sent {
    /** Creates a close. */
    public Close {
      Objects.requireNonNull(reason);
    }

    /** {@return the answer to this: the same code, and no reason} */
    public Close answer() {
      return reason.isEmpty() ? this : new Close(code, "");
    }
  }

  /**
   * The peer broke the protocol or exceeded a limit. The engine receives nothing more, and sends a
   * close frame with the code, unless it has sent one: {@link WebSocketEngine#bytesToSend} adds it.
   *
   * @param code the code in that frame
   * @param section the part of the standard, such as {@code RFC 6455, 5.1}; of a limit, its name
   * @param problem what was wrong
   */
  record Violation(int code, String section, String problem) implements Received {
    /** Creates a violation. */
    public Violation {
      Objects.requireNonNull(section);
      Objects.requireNonNull(problem);
    }
  }

  /**
   * The connection ended without the peer's close frame, which is {@link CloseCode#LOST} elsewhere.
   * A message that was not complete is cut short.
   *
   * @param problem what happened
   */
  record Lost(String problem) implements Received {
    /** Creates the event. */
    public Lost {
      Objects.requireNonNull(problem);
    }
  }
}
