package dev.gonzo.http.engine.http1;

import java.time.Duration;

/**
 * What an engine accepts of its peer. Limits are checked while bytes arrive, so memory is bounded
 * by them; only a body passes through without being kept. Each {@code with} method returns a
 * changed copy, and throws an {@link IllegalArgumentException} as the constructor does.
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

  private static final Http1Limits DEFAULTS = new LimitsDraft().limits();

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
   * {@return a copy with another {@code requestLine}}
   *
   * @param requestLine the limit
   */
  public Http1Limits withRequestLine(int requestLine) {
    var draft = new LimitsDraft(this);
    draft.requestLine = requestLine;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code headerLine}}
   *
   * @param headerLine the limit
   */
  public Http1Limits withHeaderLine(int headerLine) {
    var draft = new LimitsDraft(this);
    draft.headerLine = headerLine;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code headers}}
   *
   * @param headers the limit
   */
  public Http1Limits withHeaders(int headers) {
    var draft = new LimitsDraft(this);
    draft.headers = headers;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code headBytes}}
   *
   * @param headBytes the limit
   */
  public Http1Limits withHeadBytes(int headBytes) {
    var draft = new LimitsDraft(this);
    draft.headBytes = headBytes;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code trailerBytes}}
   *
   * @param trailerBytes the limit
   */
  public Http1Limits withTrailerBytes(int trailerBytes) {
    var draft = new LimitsDraft(this);
    draft.trailerBytes = trailerBytes;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code chunkExtensions}}
   *
   * @param chunkExtensions the limit
   */
  public Http1Limits withChunkExtensions(int chunkExtensions) {
    var draft = new LimitsDraft(this);
    draft.chunkExtensions = chunkExtensions;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code blankLines}}
   *
   * @param blankLines the limit
   */
  public Http1Limits withBlankLines(int blankLines) {
    var draft = new LimitsDraft(this);
    draft.blankLines = blankLines;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code informational}}
   *
   * @param informational the limit
   */
  public Http1Limits withInformational(int informational) {
    var draft = new LimitsDraft(this);
    draft.informational = informational;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code body}}
   *
   * @param body the limit
   */
  public Http1Limits withBody(long body) {
    var draft = new LimitsDraft(this);
    draft.body = body;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code drained}}
   *
   * @param drained the limit
   */
  public Http1Limits withDrained(long drained) {
    var draft = new LimitsDraft(this);
    draft.drained = drained;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code progress}}
   *
   * @param progress the limit
   */
  public Http1Limits withProgress(int progress) {
    var draft = new LimitsDraft(this);
    draft.progress = progress;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code idle}}
   *
   * @param idle the limit
   */
  public Http1Limits withIdle(Duration idle) {
    var draft = new LimitsDraft(this);
    draft.idle = idle;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code head}}
   *
   * @param head the limit
   */
  public Http1Limits withHead(Duration head) {
    var draft = new LimitsDraft(this);
    draft.head = head;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code bodyTime}}
   *
   * @param bodyTime the limit
   */
  public Http1Limits withBodyTime(Duration bodyTime) {
    var draft = new LimitsDraft(this);
    draft.bodyTime = bodyTime;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code write}}
   *
   * @param write the limit
   */
  public Http1Limits withWrite(Duration write) {
    var draft = new LimitsDraft(this);
    draft.write = write;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code keepAlive}}
   *
   * @param keepAlive the limit
   */
  public Http1Limits withKeepAlive(Duration keepAlive) {
    var draft = new LimitsDraft(this);
    draft.keepAlive = keepAlive;
    return draft.limits();
  }

  /**
   * {@return a copy with another {@code answer}}
   *
   * @param answer the limit
   */
  public Http1Limits withAnswer(Duration answer) {
    var draft = new LimitsDraft(this);
    draft.answer = answer;
    return draft.limits();
  }
}
