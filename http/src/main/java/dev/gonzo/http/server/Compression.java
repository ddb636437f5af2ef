package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * Compresses responses with gzip, for clients that accept it.
 *
 * <pre>{@code
 * Router.of().with(Compression.gzip()).get("/report", this::report)
 * }</pre>
 *
 * <p>Compressed are responses of a type that becomes smaller, such as text, JSON and SVG, if their
 * length is unknown or above a threshold. Not compressed are those that have a {@code
 * content-encoding}, are a range, or say {@code cache-control: no-transform}. What is flushed can
 * be decompressed at once.
 *
 * <p><b>Secrets.</b> The length of a compressed page reveals secrets in it, such as tokens, to an
 * attacker who can make the page repeat text of his choice (BREACH). So nothing is compressed
 * without this filter; keep it off routes whose pages contain both.
 *
 * <p>Each response that is compressed uses about 270 KB of native memory until it ends. Immutable,
 * and for any number of kernels.
 */
public final class Compression implements ExchangeFilter {
  private static final int THRESHOLD = 1 << 10;

  private static final Set<String> TYPES =
      Set.of(
          "application/javascript",
          "application/json",
          "application/manifest+json",
          "application/wasm",
          "application/xml",
          "application/x-ndjson",
          "font/ttf",
          "image/svg+xml");

  private static final Compression GZIP =
      new Compression(Deflater.DEFAULT_COMPRESSION, THRESHOLD, TYPES);

  private final int level;
  private final long threshold;
  private final Set<String> types;

  private Compression(int level, long threshold, Set<String> types) {
    this.level = level;
    this.threshold = threshold;
    this.types = types;
  }

  /** {@return compression with zlib's own level, from 1 KiB on} */
  public static Compression gzip() {
    return GZIP;
  }

  /**
   * {@return a copy with another level}
   *
   * @param newLevel from 1, the fastest, to 9, the smallest
   * @throws IllegalArgumentException if it is not in that range
   */
  public Compression withLevel(int newLevel) {
    if (newLevel < 1 || newLevel > 9) {
      throw new IllegalArgumentException("a level is from 1 to 9, got " + newLevel);
    }
    return new Compression(newLevel, threshold, types);
  }

  /**
   * {@return a copy with another threshold}
   *
   * @param bytes shorter responses are sent as they are
   * @throws IllegalArgumentException if it is negative
   */
  public Compression withThreshold(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a threshold cannot be negative, got " + bytes);
    }
    return new Compression(level, bytes, types);
  }

  /**
   * {@return a copy that compresses more types} Types of text, and those that end with {@code
   * +json} and {@code +xml}, are compressed always, but not {@code text/event-stream}.
   *
   * @param more types such as {@code application/x-protobuf}, without parameters
   */
  public Compression withTypes(String... more) {
    Set<String> all =
        Stream.concat(types.stream(), Stream.of(more))
            .map(type -> type.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return new Compression(level, threshold, all);
  }

  /**
   * Runs the handler, and compresses its response.
   *
   * <p>Suspends as the handler does. If it is cancelled, the response is cut short, and the native
   * memory freed.
   *
   * @throws Exception if the handler throws it, or the connection has failed
   */
  @Async
  @Override
  public void handle(Exchange exchange, ExchangeHandler next) throws Exception {
    var response = new CompressedResponse(this);
    exchange.compress(response);
    try {
      next.handle(exchange);
      response.end();
    } finally {
      response.free();
    }
  }

  /** Whether a response would be compressed for a client that accepts it. */
  boolean applies(int status, Headers response, OptionalLong length, boolean isIdentityRefused) {
    boolean hasBody = status >= 200 && status != 204 && status != 205 && status != 304;
    return hasBody
        && status != 206
        && !response.has("content-encoding")
        && !response.has("content-range")
        && !response.lists("cache-control", "no-transform")
        && isCompressible(response.first("content-type").orElse(""))
        && (length.isEmpty() || length.getAsLong() >= threshold || isIdentityRefused);
  }

  private boolean isCompressible(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    return (type.startsWith("text/") && !type.equals("text/event-stream"))
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || types.contains(type);
  }

  /** Begins a response, compressed if it can be. */
  @Async
  BodySink respond(
      ServerStream stream,
      int status,
      Headers headers,
      OptionalLong length,
      CompressedResponse response)
      throws IOException {
    Headers request = stream.headers();
    if (!applies(status, headers, length, !AcceptedEncodings.permitIdentity(request))) {
      return stream.respond(status, headers, length);
    }
    if (!AcceptedEncodings.preferGzip(request)) {
      return stream.respond(status, varying(headers), length);
    }
    BodySink body = stream.respond(status, compressed(varying(headers)), OptionalLong.empty());
    if (stream.method().equals("HEAD")) {
      return body;
    }
    var sink = new GzipSink(body, level);
    response.begin(sink);
    return sink;
  }

  private static Headers varying(Headers headers) {
    return headers.lists("vary", "accept-encoding") || headers.lists("vary", "*")
        ? headers
        : headers.with("vary", "accept-encoding");
  }

  private static Headers compressed(Headers headers) {
    List<Header> all = new ArrayList<>(headers.size() + 1);
    for (Header header : headers) {
      switch (header.name()) {
        // Other bytes, in which positions mean something else.
        case "content-length", "accept-ranges" -> {}
        case "etag" -> all.add(weak(header));
        default -> all.add(header);
      }
    }
    all.add(new Header("content-encoding", "gzip"));
    return Headers.of(all);
  }

  private static Header weak(Header tag) {
    return tag.value().startsWith("W/") ? tag : new Header("etag", "W/" + tag.value());
  }
}
