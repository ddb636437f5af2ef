package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.Task;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.DeflatePool;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response.
 *
 * <pre>{@code
 * Http.serve("0.0.0.0", 8080, exchange -> exchange.send("hello " + exchange.path() + "\n"));
 * }</pre>
 *
 * <p>For the task of its handler, and tasks of the same kernel that this one waits for; only one
 * may read and only one may write at a time.
 */
public final class Exchange {
  private static final Header CONTENT_TYPE =
      new Header("content-type", "text/plain; charset=utf-8");

  private final ServerStream stream;
  private final DeflatePool compressors;
  private final Target target;
  private final List<Header> added = new ArrayList<>();
  private Map<String, String> parameters = Map.of();
  private @Nullable String below;
  private @Nullable CompressedResponse compressed;

  Exchange(ServerStream stream) {
    this(stream, DeflatePool.none());
  }

  /**
   * Creates an exchange.
   *
   * @param compressors native memory that the WebSockets of a server share
   */
  Exchange(ServerStream stream, DeflatePool compressors) {
    this.stream = stream;
    this.compressors = compressors;
    this.target = new Target(stream.target());
  }

  // ---------------------------------------------------------------- the request

  /** {@return the method, such as {@code GET}} */
  public String method() {
    return stream.method();
  }

  /** {@return the path and query as they were sent, such as {@code /a%20b?c=d}} */
  public String target() {
    return stream.target();
  }

  /**
   * {@return the decoded path, such as {@code /a b}} Segments that are {@code .} or {@code ..} are
   * left in it, and so is a percent sign that is not followed by two hexadecimal digits. Bytes that
   * are not UTF-8 become U+FFFD. A {@link Router} is stricter, and answers with 400.
   */
  public String path() {
    return target.path();
  }

  /**
   * {@return the decoded value of the first query parameter of a name; empty if there is none}
   *
   * @param name the name
   */
  public Optional<String> query(String name) {
    return target.query(name).stream().findFirst();
  }

  /**
   * {@return the decoded values of all query parameters of a name, in order}
   *
   * @param name the name
   */
  public List<String> queries(String name) {
    return target.query(name);
  }

  /** {@return the fields of the request} */
  public Headers headers() {
    return stream.headers();
  }

  /** {@return the host that the client asked, with the port if it named one} */
  public String authority() {
    return stream.authority();
  }

  /** {@return {@code http} or {@code https}} */
  public String scheme() {
    return stream.scheme();
  }

  /** {@return the version of HTTP} */
  public HttpVersion version() {
    return stream.version();
  }

  /** {@return the address of the client, or of the proxy in front of this server} */
  public SocketAddress peer() {
    return stream.peer();
  }

  /** {@return the TLS connection, with the client's certificates; empty without TLS} */
  public Optional<TlsStream> tls() {
    return stream.tls();
  }

  /** {@return the body of the request, which is empty if there is none} */
  public Body body() {
    return stream.body();
  }

  /**
   * {@return the value of a parameter of the route that matched, such as {@code id} of {@code
   * /orders/{id}}}
   *
   * @param name the name of the parameter
   * @throws IllegalArgumentException if the route has no such parameter
   */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route has no parameter " + name + ", only " + parameters.keySet());
    }
    return value;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  void parameters(Map<String, String> values) {
    parameters = values;
  }

  /**
   * The path, as it was sent, below the one at which a router has mounted the handler. Empty for
   * that path itself, without a slash at its end.
   */
  String pathBelow() {
    return below == null ? PathSegments.pathOf(stream.target()) : below;
  }

  void mount(String newBelow) {
    below = newBelow;
  }

  ServerStream stream() {
    return stream;
  }

  void compress(CompressedResponse response) {
    compressed = response;
  }

  /** Whether it is a CONNECT with a protocol, as with a WebSocket over HTTP/2. */
  boolean isExtendedConnect() {
    return stream.version() == HttpVersion.HTTP_2
        && stream.method().equals("CONNECT")
        && stream.protocol().isPresent();
  }

  // ---------------------------------------------------------------- the response

  /**
   * Adds a field to the response. Never suspends.
   *
   * @param name the name
   * @param value the value
   * @return this exchange
   * @throws IllegalArgumentException if the name or the value is not valid
   * @throws IllegalStateException if the response has begun
   */
  public Exchange header(String name, String value) {
    if (stream.isCommitted()) {
      throw new IllegalStateException("the response has begun: add header " + name + " before");
    }
    added.add(new Header(name.toLowerCase(Locale.ROOT), value));
    return this;
  }

  private boolean hasAdded(String name) {
    for (Header field : added) {
      if (field.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether the response has begun, so that its status and fields are decided} */
  public boolean isCommitted() {
    return stream.isCommitted();
  }

  /**
   * Answers with 200 and a text in UTF-8, of type {@code text/plain} if {@link #header} has not set
   * one.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled, the response is
   * cut short.
   *
   * @param text the text
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public void send(String text) throws IOException {
    send(200, text);
  }

  /**
   * Answers with a status and a text in UTF-8, of type {@code text/plain} if {@link #header} has
   * not set one.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled, the response is
   * cut short.
   *
   * @param status the status, 200 to 599
   * @param text the text
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public void send(int status, String text) throws IOException {
    if (!hasAdded("content-type")) {
      added.add(CONTENT_TYPE);
    }
    send(status, text.getBytes(UTF_8));
  }

  /**
   * Answers with a status and a body.
   *
   * <p>Suspends while the client does not read; a checkpoint. If it is cancelled, the response is
   * cut short.
   *
   * @param status the status, 200 to 599
   * @param body the bytes; empty for no body
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public void send(int status, byte[] body) throws IOException {
    BodySink sink = respond(status, OptionalLong.of(body.length));
    sink.writeAll(body);
    sink.end();
  }

  /**
   * Begins a response whose length is not known.
   *
   * <p>Suspends while the client does not read; a checkpoint.
   *
   * @param status the status, 200 to 599
   * @return where the body is written; it ends when the handler returns
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public BodySink respond(int status) throws IOException {
    return respond(status, OptionalLong.empty());
  }

  /**
   * Begins a response whose length is known.
   *
   * <p>Suspends while the client does not read; a checkpoint.
   *
   * @param status the status, 200 to 599
   * @param length the number of bytes of the body
   * @return where the body is written; it ends when the handler returns
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public BodySink respond(int status, OptionalLong length) throws IOException {
    Headers headers = Headers.of(added);
    return compressed == null
        ? stream.respond(status, headers, length)
        : compressed.respond(stream, status, headers, length);
  }

  /**
   * Sends an informational response before the final one, such as 103 with {@code link} fields. It
   * is left out for a client of HTTP/1.0.
   *
   * <p>Suspends while the client does not read; a checkpoint.
   *
   * @param status the status, 100 or 102 to 199
   * @param headers its fields
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public void inform(int status, Headers headers) throws IOException {
    stream.inform(status, headers);
  }

  // ---------------------------------------------------------------- other protocols

  /**
   * Equivalent to {@link #webSocket(WebSocketOptions)}, with the default options.
   *
   * <p>Suspends while the client does not read; a checkpoint.
   *
   * @return the WebSocket; close it
   * @throws StatusException if the request is no handshake that can be accepted, or comes from a
   *     page of another origin
   * @throws IOException if the connection has failed
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public WebSocket webSocket() throws IOException, StatusException {
    return webSocket(WebSocketOptions.defaults());
  }

  /**
   * Makes a WebSocket of the connection, or of the stream of HTTP/2. Fields that were added with
   * {@link #header} become part of the response.
   *
   * <pre>{@code
   * try (WebSocket socket = exchange.webSocket(WebSocketOptions.defaults())) {
   *   for (Message message : socket.messages()) socket.send(message.text());
   * }
   * }</pre>
   *
   * <p>Only pages of the server's own host may connect, and clients that are no browsers, see
   * {@link WebSocketOptions#withOrigins}.
   *
   * <p>Suspends while the client does not read; a checkpoint.
   *
   * @param options the options
   * @return the WebSocket; close it before the handler returns
   * @throws StatusException if the request is none for a WebSocket (400, or 426), or comes from a
   *     page that may not connect (403): let the exception pass
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public WebSocket webSocket(WebSocketOptions options) throws IOException, StatusException {
    if (stream.isCommitted()) {
      throw new IllegalStateException("the response has begun: call webSocket() in place of it");
    }
    return WebSocketUpgrade.of(stream, added, options, compressors);
  }

  /**
   * Begins a response of server-sent events: 200, of type {@code text/event-stream}, not to be
   * stored or collected on its way.
   *
   * <p>Suspends while the client does not read; a checkpoint.
   *
   * @return the events; close them
   * @throws IOException if the connection has failed, or the client has given up the request
   * @throws IllegalStateException if the response has begun
   */
  @Async
  public EventWriter events() throws IOException {
    header("content-type", "text/event-stream");
    header("cache-control", "no-store");
    header("x-accel-buffering", "no");
    BodySink body = respond(200);
    body.flush();
    return new EventWriter(body, Task.current());
  }

  /**
   * {@return the id of the last event that the client has got, when it connects again for {@link
   * #events}; empty if there is none}
   */
  public Optional<String> lastEventId() {
    return headers()
        .first("last-event-id")
        .map(id -> new String(id.getBytes(ISO_8859_1), UTF_8))
        .filter(id -> !id.isEmpty());
  }

  /** {@return the method and the target, such as {@code GET /a}, for logs} */
  @Override
  public String toString() {
    return method() + " " + target();
  }
}
