package dev.gonzo.http.engine.http2;

import java.time.Duration;

/**
 * What a connection may cost. {@link #DEFAULTS} suit a server on the Internet.
 *
 * <pre>{@code
 * Http2Limits.DEFAULTS.withConcurrentStreams(250).withStreamWindow(1 << 20)
 * }</pre>
 *
 * @param concurrentStreams how many of the peer's streams may be open; others are refused. A stream
 *     is open until the end of its response was taken from {@link Http2Engine#bytesToSend}
 * @param headerListSize how large the headers of a message may be, decoded, in bytes, with 32 for
 *     each; a larger request is answered with 431
 * @param headerBlockSize how large they may be as they come, in bytes; a larger block ends the
 *     connection
 * @param headerTableSize how large the tables of HPACK may become, in bytes, one for each direction
 * @param frameSize how large a frame may be, in bytes, from 16,384 to 16,777,215
 * @param streamWindow how many bytes of a body may come that were not read, in bytes
 * @param connectionWindow how many of all bodies, in bytes, at least 65,535
 * @param rememberedStreams how many closed streams are remembered, to ignore frames that were on
 *     their way
 * @param floodBudget how many frames that cost much and bring nothing may come within a second:
 *     resets, pings, settings, priorities, empty frames, tiny window updates, and what makes this
 *     side reset a stream
 * @param answerBytes how many bytes of answers may wait to be sent, to pings and the like
 * @param allowsExtendedConnect whether a server takes extended CONNECT (RFC 8441)
 * @param deadlines how long the connection waits
 */
public record Http2Limits(
    int concurrentStreams,
    int headerListSize,
    int headerBlockSize,
    int headerTableSize,
    int frameSize,
    int streamWindow,
    int connectionWindow,
    int rememberedStreams,
    int floodBudget,
    int answerBytes,
    boolean allowsExtendedConnect,
    Deadlines deadlines) {
  /** What is not configured. */
  public static final Http2Limits DEFAULTS =
      new Http2Limits(
          100,
          16_384,
          65_536,
          4_096,
          16_384,
          65_535,
          1 << 20,
          256,
          4_000,
          1 << 18,
          true,
          Deadlines.DEFAULTS);

  /**
   * How long a connection waits.
   *
   * @param idle for its first stream
   * @param keepAlive for another stream when none is open
   * @param head for the rest of a header block
   * @param body for the next {@code progress} bytes of a body that the peer may send
   * @param write for the peer to take {@code progress} bytes that wait to be sent
   * @param answer for the acknowledgement of settings, and the answer to a ping
   * @param progress how many bytes of a body are progress; fewer gain no time
   */
  public record Deadlines(
      Duration idle,
      Duration keepAlive,
      Duration head,
      Duration body,
      Duration write,
      Duration answer,
      int progress) {
    /** What is not configured. */
    public static final Deadlines DEFAULTS =
        new Deadlines(
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            8_192);
  }

  /**
   * Creates limits.
   *
   * @throws IllegalArgumentException if one is outside of its range
   */
  public Http2Limits {
    require("concurrentStreams", concurrentStreams, 0, Integer.MAX_VALUE);
    require("headerListSize", headerListSize, 0, Integer.MAX_VALUE);
    require("headerBlockSize", headerBlockSize, 0, 1 << 28);
    require("headerTableSize", headerTableSize, 0, 1 << 28);
    require("frameSize", frameSize, 16_384, (1 << 24) - 1);
    require("streamWindow", streamWindow, 1, Integer.MAX_VALUE);
    require("connectionWindow", connectionWindow, 65_535, Integer.MAX_VALUE);
    require("rememberedStreams", rememberedStreams, 1, 1 << 20);
    require("floodBudget", floodBudget, 1, Integer.MAX_VALUE);
    require("answerBytes", answerBytes, 1_024, Integer.MAX_VALUE);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is from %d to %d, got %d".formatted(name, least, most, value));
    }
  }

  /**
   * Returns a copy with another {@link #concurrentStreams()}.
   *
   * @param value streams
   * @return the changed copy
   */
  public Http2Limits withConcurrentStreams(int value) {
    return new Http2Limits(
        value,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #headerListSize()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withHeaderListSize(int value) {
    return new Http2Limits(
        concurrentStreams,
        value,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #headerBlockSize()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withHeaderBlockSize(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        value,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #headerTableSize()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withHeaderTableSize(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        value,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #frameSize()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withFrameSize(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        value,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #streamWindow()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withStreamWindow(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        value,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #connectionWindow()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withConnectionWindow(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        value,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #rememberedStreams()}.
   *
   * @param value streams
   * @return the changed copy
   */
  public Http2Limits withRememberedStreams(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        value,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #floodBudget()}.
   *
   * @param value frames in a second
   * @return the changed copy
   */
  public Http2Limits withFloodBudget(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        value,
        answerBytes,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #answerBytes()}.
   *
   * @param value bytes
   * @return the changed copy
   */
  public Http2Limits withAnswerBytes(int value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        value,
        allowsExtendedConnect,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #allowsExtendedConnect()}.
   *
   * @param value whether a server takes extended CONNECT
   * @return the changed copy
   */
  public Http2Limits withExtendedConnect(boolean value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        value,
        deadlines);
  }

  /**
   * Returns a copy with another {@link #deadlines()}.
   *
   * @param value how long the connection waits
   * @return the changed copy
   */
  public Http2Limits withDeadlines(Deadlines value) {
    return new Http2Limits(
        concurrentStreams,
        headerListSize,
        headerBlockSize,
        headerTableSize,
        frameSize,
        streamWindow,
        connectionWindow,
        rememberedStreams,
        floodBudget,
        answerBytes,
        allowsExtendedConnect,
        value);
  }
}
