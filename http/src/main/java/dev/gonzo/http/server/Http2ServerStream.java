package dev.gonzo.http.server;

import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.engine.Header;
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
import java.util.ArrayList;
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
  private final Http2Stream stream;
  private final Received.Request request;
  private @Nullable Body body;
  private @Nullable BodySink sink;
  private boolean isCommitted;
  private boolean isUpgraded;

  Http2ServerStream(Transport transport, Http2Stream stream, Received.Request request) {
    this.transport = transport;
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
    if (!isCommitted
        && !stream.isReceived()
        && request.headers().lists("expect", "100-continue")) {
      stream.respond(CONTINUE, Headers.none(), false);
    }
  }

  @Override
  public void inform(int status, Headers headers) throws IOException {
    requireUncommitted();
    stream.awaitRoom();
    stream.respond(status, headers, false);
  }

  private void requireUncommitted() {
    if (isCommitted) {
      throw new IllegalStateException("the response to " + request.path() + " has begun already");
    }
  }

  @Override
  public BodySink respond(int status, Headers headers, OptionalLong length) throws IOException {
    requireUncommitted();
    stream.awaitRoom();
    boolean hasBody =
        !request.method().equals("HEAD") && status != NO_CONTENT && status != NOT_MODIFIED;
    Headers all = headers;
    if (length.isPresent() && status != NO_CONTENT && !headers.has("content-length")) {
      all = with(headers, new Header("content-length", Long.toString(length.getAsLong())));
    }
    BodySink begun;
    if (!hasBody) {
      stream.respond(status, all, true);
      begun = new DroppingSink();
    } else {
      stream.respond(status, all, false);
      begun = stream.sink();
    }
    isCommitted = true;
    sink = begun;
    return begun;
  }

  private static Headers with(Headers headers, Header more) {
    var all = new ArrayList<Header>(headers.size() + 1);
    for (Header each : headers) {
      all.add(each);
    }
    all.add(more);
    return Headers.of(all);
  }

  @Override
  public boolean isCommitted() {
    return isCommitted;
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
    isCommitted = true;
    isUpgraded = true;
    return stream.tunnel();
  }

  @Override
  public void end() throws IOException {
    BodySink begun = sink;
    if (begun != null) {
      begun.end();
    } else if (isUpgraded) {
      stream.tunnel().close();
    } else {
      isCommitted = true;
      stream.respond(NO_CONTENT, Headers.none(), true);
    }
  }

  @Override
  public void abort() {
    stream.reset(ErrorCode.INTERNAL_ERROR);
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
