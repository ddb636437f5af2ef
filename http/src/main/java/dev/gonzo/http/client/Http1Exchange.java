package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.ClientInput;
import dev.gonzo.http.engine.http1.ConnectionEnd;
import dev.gonzo.http.engine.http1.Data;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.engine.http1.RequestHead;
import dev.gonzo.http.engine.http1.ResponseHead;
import dev.gonzo.http.engine.http1.Upgraded;
import dev.gonzo.http.engine.http1.Version;
import dev.gonzo.http.engine.http1.Violation;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request and its response over HTTP/1.1. */
final class Http1Exchange implements ClientExchange {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final Http1ClientConnection connection;
  private final Http1Transfer transfer;
  private final long before;
  private @Nullable Http1Sink sink;
  private String method = "";
  private @Nullable ResponseHead head;
  private ByteBuffer data = NO_BYTES;
  private @Nullable Headers trailers;

  Http1Exchange(Http1ClientConnection connection) {
    this.connection = connection;
    transfer = connection.transfer;
    before = transfer.count();
    transfer.waitForBody(false);
  }

  // ---------------------------------------------------------------- the request

  @Override
  public void waitForBody() {
    transfer.waitForBody(true);
  }

  @Async
  @Override
  public void sendWhole(Outgoing request, byte[] body) throws IOException {
    connection.engine.send(head(request));
    if (body.length > 0) {
      connection.engine.send(new Data(ByteBuffer.wrap(body)));
    }
    connection.engine.send(EndOfMessage.plain());
    transfer.flush();
  }

  @Async
  @Override
  public void sendHead(Outgoing request) throws IOException {
    connection.engine.send(head(request));
    sink = new Http1Sink(connection, request.body().length());
    transfer.flush();
  }

  private RequestHead head(Outgoing request) {
    method = request.method();
    var fields = new ArrayList<Header>(request.headers().size() + 2);
    fields.add(new Header("host", request.origin().authority()));
    request.headers().forEach(fields::add);
    OptionalLong length = request.body().length();
    if (length.isEmpty()) {
      fields.add(new Header("transfer-encoding", "chunked"));
    } else if (request.saysLength()) {
      fields.add(new Header("content-length", Long.toString(length.getAsLong())));
    }
    String target = request.isAbsolute() ? request.origin() + request.target() : request.target();
    return RequestHead.of(method, target, Headers.of(fields));
  }

  private Http1Sink openSink() {
    if (sink == null) {
      throw new IllegalStateException("this request has no body to write");
    }
    return sink;
  }

  @Override
  public BodySink sink() {
    return openSink();
  }

  @Override
  public boolean hasSinkFailed() {
    return openSink().hasFailed();
  }

  @Override
  public boolean isSent() {
    return openSink().isSent();
  }

  @Override
  public void uploadEnded() {
    transfer.waitAnew();
  }

  // ---------------------------------------------------------------- the response

  @Async
  @Override
  public ReceivedHead receiveHead() throws IOException {
    ClientInput event = transfer.next();
    if (!(event instanceof ResponseHead received)) {
      throw failure(event);
    }
    head = received;
    return new ReceivedHead(
        received.status(),
        received.headers(),
        received.version() == Version.HTTP_1_0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
  }

  @Override
  public boolean hasReceived() {
    return transfer.count() > before;
  }

  @Override
  public boolean isAtEnd() {
    return trailers != null || (!data.hasRemaining() && transfer.peek() instanceof EndOfMessage);
  }

  @Override
  public OptionalLong length() {
    if (head == null || method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return OptionalLong.of(0);
    }
    return head.headers()
        .first("content-length")
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (data.hasRemaining() || trailers != null) {
      Gonzo.checkpoint();
    }
    while (!data.hasRemaining()) {
      if (trailers != null) {
        return -1;
      }
      switch (transfer.next()) {
        case Data more -> data = more.bytes();
        case EndOfMessage end -> trailers = end.trailers();
        case ClientInput other -> throw failure(other);
      }
    }
    int count = Math.min(length, data.remaining());
    data.get(buffer, offset, count);
    return count;
  }

  @Override
  public Headers trailers() {
    return trailers == null ? Headers.none() : trailers;
  }

  /** Returns the exception for what ended the exchange. */
  static IOException failure(ClientInput event) {
    return switch (event) {
      case Violation violation when violation.status() == 504 ->
          new SocketTimeoutException(
              violation.reason() + ": wait longer with the " + violation.section());
      case Violation violation ->
          new BadResponseException(
              "the server has broken HTTP/1.1 or a limit: "
                  + violation.reason()
                  + " ("
                  + violation.section()
                  + ")");
      case ConnectionEnd _ ->
          new NoResponseException(
              "the server has closed the connection without a response: it may have acted on the"
                  + " request, so repeat that only if twice is as good as once",
              false);
      case Upgraded _, ResponseHead _, Data _, EndOfMessage _ ->
          new BadResponseException("the server has sent " + event + " at the wrong time");
    };
  }

  /** Takes the event behind a response 101. What follows is not of HTTP. */
  @Async
  void takeUpgrade() throws IOException {
    ClientInput event = transfer.next();
    if (!(event instanceof Upgraded)) {
      throw failure(event);
    }
  }

  ByteStream stream() {
    return connection.stream;
  }

  /** The bytes that came behind the response. */
  ByteBuffer rest() {
    return transfer.rest();
  }

  @Override
  public void finish() {}

  @Async
  @Override
  public void abort() {
    connection.close();
  }
}
