package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.Close;
import dev.gonzo.http.engine.http1.Http1Server;
import dev.gonzo.http.engine.http1.RequestHead;
import dev.gonzo.http.engine.http1.ResponseHead;
import dev.gonzo.http.engine.http1.Version;
import dev.gonzo.http.engine.http1.Violation;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1.1 and its response. */
final class Http1ServerStream implements ServerStream {
  private final Http1ServerConnection connection;
  private final Http1Server engine;
  private final RequestHead head;
  private final Http1RequestBody body;
  private @Nullable Http1ResponseSink sink;
  private int status;
  private @Nullable ByteStream upgraded;

  Http1ServerStream(Http1ServerConnection connection, RequestHead head) {
    this.connection = connection;
    this.engine = connection.engine;
    this.head = head;
    this.body =
        new Http1RequestBody(
            head, engine, connection.input, connection.output, connection.transport.stream());
  }

  // ---------------------------------------------------------------- the request

  @Override
  public HttpVersion version() {
    return head.version() == Version.HTTP_1_0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String scheme() {
    return connection.transport.scheme();
  }

  @Override
  public String authority() {
    if (head.method().equals("CONNECT")) {
      return head.target();
    }
    int start = authorityStart();
    return start < 0
        ? head.headers().first("host").orElse("")
        : head.target().substring(start, pathStart(start));
  }

  @Override
  public String target() {
    int start = authorityStart();
    if (start < 0) {
      return head.target();
    }
    String target = head.target().substring(pathStart(start));
    return target.startsWith("/") ? target : "/" + target;
  }

  /** Returns where the authority begins in a target that is a whole URI; -1 for the usual form. */
  private int authorityStart() {
    String target = head.target();
    if (target.startsWith("/") || target.equals("*") || head.method().equals("CONNECT")) {
      return -1;
    }
    int colon = target.indexOf("://");
    return colon < 0 ? -1 : colon + 3;
  }

  private int pathStart(int authority) {
    String target = head.target();
    int at = authority;
    while (at < target.length() && target.charAt(at) != '/' && target.charAt(at) != '?') {
      at++;
    }
    return at;
  }

  @Override
  public Optional<String> protocol() {
    boolean isAsked =
        head.version() == Version.HTTP_1_1 && head.headers().lists("connection", "upgrade");
    return isAsked ? head.headers().first("upgrade") : Optional.empty();
  }

  @Override
  public Headers headers() {
    return head.headers();
  }

  @Override
  public Body body() {
    return body;
  }

  // ---------------------------------------------------------------- the response

  @Async
  @Override
  public void inform(int informational, Headers headers) throws IOException {
    requireUncommitted();
    if (head.version() == Version.HTTP_1_0) {
      return;
    }
    connection.output.send(ResponseHead.of(informational, headers), 0);
    connection.output.flush();
  }

  private void requireUncommitted() throws IOException {
    if (isCommitted()) {
      throw new IllegalStateException("the response has begun: a request has only one");
    }
    requireOpen();
  }

  private void requireOpen() throws IOException {
    if (engine.isClosed()) {
      throw body.closed();
    }
  }

  @Async
  @Override
  public BodySink respond(int newStatus, Headers headers, OptionalLong length) throws IOException {
    requireUncommitted();
    connection.output.awaitTurn();
    requireOpen();
    if (newStatus < 200) {
      throw new IllegalArgumentException(
          "the status of a response is 200 to 599, got " + newStatus + ": use inform()");
    }
    if (isTunnel(newStatus)) {
      throw new IllegalStateException(
          "a status of 200 to 299 opens the tunnel that CONNECT asks for: refuse it with another");
    }
    ResponseHead response = ResponseHead.of(newStatus, complete(newStatus, headers, length));
    engine.send(response);
    boolean isDropped = head.method().equals("HEAD") || newStatus == 204 || newStatus == 304;
    status = newStatus;
    OptionalLong known = length.isPresent() || isDropped ? length : lengthOf(response.headers());
    var begun =
        new Http1ResponseSink(connection.output, connection.input, connection(), isDropped, known);
    sink = begun;
    body.answered(begun);
    return begun;
  }

  private boolean isTunnel(int newStatus) {
    return head.method().equals("CONNECT") && newStatus / 100 == 2;
  }

  private static OptionalLong lengthOf(Headers headers) {
    Optional<String> value = headers.first("content-length");
    return value.isPresent() ? OptionalLong.of(Long.parseLong(value.get())) : OptionalLong.empty();
  }

  private Headers complete(int newStatus, Headers headers, OptionalLong length) {
    Headers all = ResponseFields.of(newStatus, headers, length, connection.date);
    return connection.isDraining() ? all.with("connection", "close") : all;
  }

  @Override
  public boolean isCommitted() {
    return status != 0;
  }

  @Async
  @Override
  public ByteStream upgrade(Headers headers) throws IOException {
    requireUncommitted();
    int accepted = head.method().equals("CONNECT") ? 200 : 101;
    connection.output.send(ResponseHead.of(accepted, headers), 0);
    status = accepted;
    var bytes = new UpgradedStream(connection.input.rest(), connection());
    upgraded = bytes;
    connection.output.flush();
    return bytes;
  }

  /** Whether the whole request has arrived. */
  boolean isReceived() {
    return body.isRead() || connection.input.hasUnreadEnd();
  }

  boolean isUpgraded() {
    return upgraded != null;
  }

  @Override
  public @Nullable ByteStream upgraded() {
    return upgraded;
  }

  @Async
  @Override
  public void end() throws IOException {
    if (isUpgraded() || (engine.isClosed() && !hasEnded())) {
      return;
    }
    if (!isCommitted()) {
      BodySink _ = respond(204, Headers.none(), OptionalLong.empty());
    }
    if (sink != null) {
      sink.end();
    }
  }

  boolean hasEnded() {
    return sink != null && sink.hasEnded();
  }

  @Override
  public void abort() {
    if (!hasEnded() && !isUpgraded() && !engine.isClosed()) {
      engine.send(new Close());
      resetIfCloseIsAnEnd();
    }
  }

  /** To a client of HTTP/1.0 the end of the connection can be that of the body: it sees a reset. */
  private void resetIfCloseIsAnEnd() {
    boolean isEnd = head.version() == Version.HTTP_1_0 && sink != null && !sink.hasLength();
    if (isEnd && connection() instanceof StreamSocket socket) {
      try {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException gone) {
        // Then it has seen the end already.
      }
    }
  }

  // ---------------------------------------------------------------- the connection

  @Override
  public boolean isOver() {
    return engine.isClosed() && !hasEnded();
  }

  @Override
  public int status() {
    Violation violation = body.violation();
    return status == 0 && violation != null ? violation.status() : status;
  }

  @Override
  public long received() {
    return body.received();
  }

  @Override
  public long sent() {
    return sink == null ? 0 : sink.sent();
  }

  @Override
  public ByteStream connection() {
    return connection.transport.stream();
  }

  @Override
  public SocketAddress peer() {
    return connection.transport.peer();
  }

  @Override
  public Optional<TlsStream> tls() {
    return connection.transport.tls();
  }
}
