package dev.gonzo.http.engine.websocket;

import java.time.Duration;
import java.util.Objects;

/**
 * What a peer may demand. A limit is enforced while a message is decoded, before its memory is
 * used.
 *
 * @param messageSize the most bytes of one message, after decompression
 * @param frameSize the most bytes of the payload of one frame, as they are on the wire
 * @param fragments the most frames of one message
 * @param pongsWaiting the most answers to pings that the peer has not taken yet
 * @param closeAnswer how long the peer may take to answer a close frame, and a server to close the
 *     connection after that
 * @param pongAnswer how long the peer may take to answer a ping
 */
public record WebSocketLimits(
    long messageSize,
    long frameSize,
    int fragments,
    int pongsWaiting,
    Duration closeAnswer,
    Duration pongAnswer) {
  private static final WebSocketLimits DEFAULTS =
      new WebSocketLimits(
          16 << 20, 16 << 20, 1 << 17, 64, Duration.ofSeconds(10), Duration.ofSeconds(20));

  /**
   * Creates limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public WebSocketLimits {
    requirePositive(messageSize, "messageSize");
    requirePositive(frameSize, "frameSize");
    requirePositive(fragments, "fragments");
    requirePositive(pongsWaiting, "pongsWaiting");
    requirePositive(closeAnswer, "closeAnswer");
    requirePositive(pongAnswer, "pongAnswer");
  }

  private static void requirePositive(long limit, String name) {
    if (limit <= 0) {
      throw new IllegalArgumentException(name + " must be positive, got " + limit);
    }
  }

  private static void requirePositive(Duration limit, String name) {
    if (!Objects.requireNonNull(limit, name).isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, got " + limit);
    }
  }

  /**
   * {@return messages and frames of 16 MiB, 131,072 fragments, 64 pongs waiting, 10 s for the
   * answer to a close and 20 s for that to a ping}
   */
  public static WebSocketLimits defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy with another limit for a message}
   *
   * @param bytes the most bytes, after decompression
   */
  public WebSocketLimits withMessageSize(long bytes) {
    return new WebSocketLimits(bytes, frameSize, fragments, pongsWaiting, closeAnswer, pongAnswer);
  }

  /**
   * {@return a copy with another limit for a frame}
   *
   * @param bytes the most bytes of its payload
   */
  public WebSocketLimits withFrameSize(long bytes) {
    return new WebSocketLimits(
        messageSize, bytes, fragments, pongsWaiting, closeAnswer, pongAnswer);
  }

  /**
   * {@return a copy with another limit for the frames of a message}
   *
   * @param count the most frames
   */
  public WebSocketLimits withFragments(int count) {
    return new WebSocketLimits(
        messageSize, frameSize, count, pongsWaiting, closeAnswer, pongAnswer);
  }

  /**
   * {@return a copy with another limit for answers to pings}
   *
   * @param count the most that wait to be taken by the peer
   */
  public WebSocketLimits withPongsWaiting(int count) {
    return new WebSocketLimits(messageSize, frameSize, fragments, count, closeAnswer, pongAnswer);
  }

  /**
   * {@return a copy with another time for closing}
   *
   * @param time how long the peer may take to answer a close frame
   */
  public WebSocketLimits withCloseAnswer(Duration time) {
    return new WebSocketLimits(messageSize, frameSize, fragments, pongsWaiting, time, pongAnswer);
  }

  /**
   * {@return a copy with another time for answers to pings}
   *
   * @param time how long the peer may take
   */
  public WebSocketLimits withPongAnswer(Duration time) {
    return new WebSocketLimits(messageSize, frameSize, fragments, pongsWaiting, closeAnswer, time);
  }
}
