package dev.gonzo.http.engine.http1;

import java.time.Duration;

/**
 * What an engine accepts of its peer. Limits are checked while bytes arrive, so memory is bounded
 * by them; only a body passes through without being kept.
 *
 * <pre>{@code
 * Http1Limits.defaults().withBody(1_000_000).withHead(Duration.ofSeconds(5))
 * }</pre>
 *
 * @param requestLine bytes of a first line, without its end; a longer one is answered with 414
 * @param headerLine bytes of a field, without the end of its line; 431
 * @param headers fields of a head or of trailers; 431
 * @param headBytes bytes of all fields of a head; 431
 * @param trailerBytes bytes of all trailers; 431
 * @param chunkExtensions bytes of the extensions of all chunks of a body; 400
 * @param blankLines empty lines before a request; 400
 * @param informational informational responses to one request
 * @param body bytes of a body; 413
 * @param drained bytes of a request that are read, and not used, after its response was sent; a
 *     longer request closes the connection
 * @param progress bytes in each wait for a body or for the peer to take bytes: with them a new wait
 *     begins
 * @param idle time until the first request of a connection begins
 * @param head time that a head may take, from its first byte; 408
 * @param bodyTime time that {@code progress} bytes of a body may take; 408
 * @param write time that the peer may take for {@code progress} bytes that it gets
 * @param keepAlive time between two requests
 * @param answer time that a client waits for the first byte of a response
 */
public record Http1Limits(
    int requestLine,
    int headerLine,
    int headers,
    int headBytes,
    int trailerBytes,
    int chunkExtensions,
    int blankLines,
    int informational,
    long body,
    long drained,
    int progress,
    Duration idle,
    Duration head,
    Duration bodyTime,
    Duration write,
    Duration keepAlive,
    Duration answer) {
  /** As a time: no limit. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private static final Http1Limits DEFAULTS =
      new Http1Limits(
          8192,
          8192,
          100,
          32768,
          8192,
          4096,
          4,
          16,
          Long.MAX_VALUE,
          65536,
          16384,
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60));

  /**
   * Creates limits.
   *
   * @throws IllegalArgumentException if one is negative, or {@code progress} is 0
   */
  public Http1Limits {
    require(requestLine >= 0, "requestLine");
    require(headerLine >= 0, "headerLine");
    require(headers >= 0, "headers");
    require(headBytes >= 0, "headBytes");
    require(trailerBytes >= 0, "trailerBytes");
    require(chunkExtensions >= 0, "chunkExtensions");
    require(blankLines >= 0, "blankLines");
    require(informational >= 0, "informational");
    require(body >= 0, "body");
    require(drained >= 0, "drained");
    require(progress > 0, "progress");
    require(!idle.isNegative(), "idle");
    require(!head.isNegative(), "head");
    require(!bodyTime.isNegative(), "bodyTime");
    require(!write.isNegative(), "write");
    require(!keepAlive.isNegative(), "keepAlive");
    require(!answer.isNegative(), "answer");
  }

  private static void require(boolean isValid, String name) {
    if (!isValid) {
      throw new IllegalArgumentException(
          "the limit " + name + " must not be negative, and progress not 0");
    }
  }

  /** {@return the limits that suit a server on the Internet} */
  public static Http1Limits defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a copy with another {@link #requestLine}.
   *
   * @param requestLine the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withRequestLine(int requestLine) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #headerLine}.
   *
   * @param headerLine the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withHeaderLine(int headerLine) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #headers}.
   *
   * @param headers the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withHeaders(int headers) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #headBytes}.
   *
   * @param headBytes the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withHeadBytes(int headBytes) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #trailerBytes}.
   *
   * @param trailerBytes the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withTrailerBytes(int trailerBytes) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #chunkExtensions}.
   *
   * @param chunkExtensions the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withChunkExtensions(int chunkExtensions) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #blankLines}.
   *
   * @param blankLines the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withBlankLines(int blankLines) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #informational}.
   *
   * @param informational the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withInformational(int informational) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #body}.
   *
   * @param body the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withBody(long body) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #drained}.
   *
   * @param drained the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withDrained(long drained) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #progress}.
   *
   * @param progress the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withProgress(int progress) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #idle}.
   *
   * @param idle the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withIdle(Duration idle) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #head}.
   *
   * @param head the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withHead(Duration head) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #bodyTime}.
   *
   * @param bodyTime the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withBodyTime(Duration bodyTime) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #write}.
   *
   * @param write the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withWrite(Duration write) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #keepAlive}.
   *
   * @param keepAlive the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withKeepAlive(Duration keepAlive) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }

  /**
   * Returns a copy with another {@link #answer}.
   *
   * @param answer the limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is not valid
   */
  public Http1Limits withAnswer(Duration answer) {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }
}
