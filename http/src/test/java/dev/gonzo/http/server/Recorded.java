package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request in memory, and what a handler answers. */
class Recorded implements ServerStream {
  final String method;
  final String target;
  Headers headers;
  HttpVersion version = HttpVersion.HTTP_1_1;
  Optional<String> protocol = Optional.empty();
  String authority = "shop.example";
  byte[] requestBody = {};
  @Nullable ByteStream upgraded;

  int status;
  Headers answer = Headers.none();
  OptionalLong length = OptionalLong.empty();
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  int flushes;
  boolean hasEnded;
  boolean isAborted;

  /** After how many bytes of the body the client is gone. */
  long goneAfter = Long.MAX_VALUE;

  Recorded(String method, String target, String... headers) {
    this.method = method;
    this.target = target;
    this.headers = Headers.of(headers);
  }

  /** Lets a handler answer, and a failure too. */
  @Async
  Recorded answeredBy(ExchangeHandler handler) throws Exception {
    return answeredBy(handler, exchangeOf());
  }

  @Async
  Recorded answeredBy(ExchangeHandler handler, Exchange exchange) throws Exception {
    try {
      handler.handle(exchange);
      end();
    } catch (StatusException error) {
      if (isCommitted()) {
        throw error;
      }
      BodySink sink = respond(error.status(), error.headers(), OptionalLong.empty());
      sink.write(String.valueOf(error.getMessage()));
      sink.end();
    }
    return this;
  }

  Exchange exchangeOf() {
    return new Exchange(this);
  }

  String text() {
    return bytes.toString(UTF_8);
  }

  String field(String name) {
    return answer.first(name).orElse("");
  }

  @Override
  public HttpVersion version() {
    return version;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public Optional<String> protocol() {
    return protocol;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Body body() {
    var in = new ByteArrayInputStream(requestBody);
    return new Body() {
      @Override
      public OptionalLong length() {
        return OptionalLong.of(requestBody.length);
      }

      @Override
      public Headers trailers() {
        return Headers.none();
      }

      @Override
      public int read(byte[] buffer, int offset, int count) {
        Gonzo.checkpoint();
        return in.read(buffer, offset, count);
      }
    };
  }

  @Override
  public void inform(int informational, Headers fields) {}

  @Override
  public BodySink respond(int newStatus, Headers fields, OptionalLong newLength) {
    if (status != 0) {
      throw new IllegalStateException("the response has begun");
    }
    status = newStatus;
    answer = fields;
    length = newLength;
    boolean isDropped = method.equals("HEAD") || newStatus == 204 || newStatus == 304;
    return new Sink(isDropped);
  }

  @Override
  public boolean isCommitted() {
    return status != 0;
  }

  @Override
  public ByteStream upgrade(Headers fields) {
    status = version == HttpVersion.HTTP_2 ? 200 : 101;
    answer = fields;
    if (upgraded == null) {
      throw new IllegalStateException("the test has no stream");
    }
    return upgraded;
  }

  @Override
  public void end() throws IOException {
    if (status == 0) {
      respond(204, Headers.none(), OptionalLong.empty());
    }
    hasEnded = true;
  }

  @Override
  public void abort() {
    isAborted = true;
  }

  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public long received() {
    return requestBody.length;
  }

  @Override
  public long sent() {
    return bytes.size();
  }

  @Override
  public @Nullable ByteStream upgraded() {
    return upgraded;
  }

  @Override
  public ByteStream connection() {
    throw new UnsupportedOperationException("there is no connection");
  }

  @Override
  public SocketAddress peer() {
    return InetSocketAddress.createUnresolved("client.example", 1);
  }

  @Override
  public Optional<TlsStream> tls() {
    return Optional.empty();
  }

  /** Records the body. */
  private final class Sink implements BodySink {
    private final boolean isDropped;

    Sink(boolean isDropped) {
      this.isDropped = isDropped;
    }

    @Override
    public int write(byte[] from, int offset, int count) throws IOException {
      write(ByteBuffer.wrap(from, offset, count));
      return count;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
      Gonzo.checkpoint();
      if (hasEnded) {
        throw new IllegalStateException("the response has ended");
      }
      var copy = new byte[from.remaining()];
      from.get(copy);
      if (bytes.size() + copy.length > goneAfter) {
        throw new IOException("the client is gone");
      }
      if (!isDropped) {
        bytes.writeBytes(copy);
      }
    }

    @Override
    public void writeFile(AsyncFile file, long offset, long count) throws IOException {
      var buffer = new byte[1000];
      for (long done = 0; done < count && !isDropped; ) {
        int read = file.readAt(offset + done, buffer, 0, (int) Math.min(1000, count - done));
        if (read < 0) {
          throw new EOFException("the file has ended");
        }
        bytes.write(buffer, 0, read);
        done += read;
      }
    }

    @Override
    public void flush() {
      Gonzo.checkpoint();
      flushes++;
    }

    @Override
    public void end(Headers trailers) {
      Gonzo.checkpoint();
      if (!isDropped && length.isPresent() && length.getAsLong() != bytes.size()) {
        throw new IllegalStateException(bytes.size() + " bytes in place of " + length.getAsLong());
      }
      hasEnded = true;
    }
  }
}
