package dev.gonzo.http.server;

import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request and its response on a stream of HTTP/2. */
final class Http2ServerStream implements ServerStream {
  private static final int CONTINUE = 100;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Transport transport;
  private final DateField date;
  private final Http2Stream stream;
  private final Received.Request request;
  private @Nullable Body body;
  private @Nullable BodySink sink;
  private int status;
  private @Nullable ByteStream upgraded;

  Http2ServerStream(
      Transport transport, DateField date, Http2Stream stream, Received.Request request) {
    this.transport = transport;
    this.date = date;
    this.stream = stream;
    this.request = request;
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String scheme() {
    // A proxy may have ended TLS before us: then the client says what it used.
    return request.scheme().isEmpty() ? transport.scheme() : request.scheme();
  }

  @Override
  public String authority() {
    return request.authority();
  }

  @Override
  public String target() {
    return request.path().isEmpty() ? request.authority() : request.path();
  }

  @Override
  public Optional<String> protocol() {
    return request.protocol();
  }

  @Override
  public Headers headers() {
    return request.headers();
  }

  @Override
  public Body body() {
    Body received = body;
    if (received == null) {
      received = stream.body(length(), this::sendContinue);
      body = received;
    }
    return received;
  }

  private OptionalLong length() {
    Optional<String> length = request.headers().first("content-length");
    if (length.isPresent()) {
      return OptionalLong.of(Long.parseLong(length.get()));
    }
    return stream.isReceived() && !request.method().equals("CONNECT")
        ? OptionalLong.of(0)
        : OptionalLong.empty();
  }

  private void sendContinue() throws IOException {
    if (!isCommitted()
        && !stream.isReceived()
        && request.headers().lists("expect", "100-continue")) {
      stream.respond(CONTINUE, Headers.none(), false);
    }
  }

  @Override
  public void inform(int informational, Headers headers) throws IOException {
    requireUncommitted();
    stream.awaitRoom();
    stream.respond(informational, headers, false);
  }

  private void requireUncommitted() {
    if (isCommitted()) {
      throw new IllegalStateException("the response has begun: a request has only one");
    }
  }

  @Override
  public BodySink respond(int newStatus, Headers headers, OptionalLong length) throws IOException {
    requireUncommitted();
    if (newStatus < OK) {
      throw new IllegalArgumentException(
          "the status of a response is 200 to 599, got " + newStatus + ": use inform()");
    }
    if (request.method().equals("CONNECT") && newStatus / 100 == 2) {
      throw new IllegalStateException(
          "a status of 200 to 299 opens the tunnel that CONNECT asks for: refuse it with another");
    }
    stream.awaitRoom();
    requireUncommitted();
    boolean hasBody =
        !request.method().equals("HEAD") && newStatus != NO_CONTENT && newStatus != NOT_MODIFIED;
    stream.respond(newStatus, ResponseFields.of(newStatus, headers, length, date), !hasBody);
    status = newStatus;
    BodySink begun = hasBody ? stream.sink() : new DroppingSink();
    sink = begun;
    return begun;
  }

  @Override
  public boolean isCommitted() {
    return status != 0;
  }

  @Override
  public ByteStream upgrade(Headers headers) throws IOException {
    requireUncommitted();
    if (!request.method().equals("CONNECT")) {
      throw new IllegalStateException(
          "only a CONNECT request becomes a stream of bytes over HTTP/2, not " + request.method());
    }
    stream.awaitRoom();
    stream.respond(OK, headers, false);
    status = OK;
    ByteStream bytes = stream.tunnel();
    upgraded = bytes;
    return bytes;
  }

  @Override
  public @Nullable ByteStream upgraded() {
    return upgraded;
  }

  @Override
  public void end() throws IOException {
    if (upgraded != null) {
      upgraded.close();
    } else if (!isOver()) {
      BodySink begun =
          isCommitted() ? sink : respond(NO_CONTENT, Headers.none(), OptionalLong.empty());
      if (begun != null) {
        begun.end();
      }
    }
  }

  @Override
  public void abort() {
    stream.reset(ErrorCode.INTERNAL_ERROR);
  }

  @Override
  public boolean isOver() {
    return stream.hasFailed();
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public long received() {
    return stream.bytesRead();
  }

  @Override
  public long sent() {
    return stream.bytesSent();
  }

  @Override
  public ByteStream connection() {
    return transport.stream();
  }

  @Override
  public SocketAddress peer() {
    return transport.peer();
  }

  @Override
  public Optional<TlsStream> tls() {
    return transport.tls();
  }

  @Override
  public String toString() {
    return request.method() + " " + request.path();
  }
}
