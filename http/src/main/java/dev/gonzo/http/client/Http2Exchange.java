package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.connection.NotProcessedException;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request and its response on a stream of HTTP/2. */
final class Http2Exchange implements ClientExchange {
  private final Http2Connection connection;
  private final Duration answer;
  private @Nullable Http2Stream stream;
  private @Nullable Http2Sink sink;
  private @Nullable Body body;
  private @Nullable Deadline reader;
  private String method = "";
  private OptionalLong length = OptionalLong.empty();
  private boolean isSent;
  private boolean hasReceived;

  Http2Exchange(Http2Connection connection, Duration answer) {
    this.connection = connection;
    this.answer = answer;
  }

  // ---------------------------------------------------------------- the request

  @Override
  public void waitForBody() {
    throw new IllegalStateException("a response that may pause for any time is one of HTTP/1.1");
  }

  @Async
  @Override
  public void sendWhole(Outgoing request, byte[] bytes) throws IOException {
    boolean isEmpty = bytes.length == 0;
    Http2Stream opened = open(request, isEmpty);
    if (!isEmpty) {
      BodySink whole = opened.sink();
      whole.write(ByteBuffer.wrap(bytes));
      whole.end();
    }
    isSent = true;
  }

  @Async
  @Override
  public void sendHead(Outgoing request) throws IOException {
    sink = new Http2Sink(open(request, false).sink());
  }

  private Http2Stream open(Outgoing request, boolean isEnd) throws IOException {
    method = request.method();
    Headers headers = request.headers();
    OptionalLong announced = request.body().length();
    if (announced.isPresent() && request.saysLength()) {
      headers = headers.with("content-length", Long.toString(announced.getAsLong()));
    }
    Origin origin = request.origin();
    try {
      Http2Stream opened =
          connection.request(
              method,
              origin.scheme(),
              origin.authority(),
              request.target(),
              Optional.empty(),
              headers,
              isEnd);
      stream = opened;
      return opened;
    } catch (NotProcessedException refused) {
      throw unprocessed(refused);
    }
  }

  private Http2Stream open() {
    if (stream == null) {
      throw new IllegalStateException("no request was sent");
    }
    return stream;
  }

  private Http2Sink openSink() {
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
    return openSink().hasEnded();
  }

  @Override
  public void uploadEnded() {
    isSent = true;
    if (reader != null) {
      reader.expire();
    }
  }

  // ---------------------------------------------------------------- the response

  @Async
  @Override
  public ReceivedHead receiveHead() throws IOException {
    try {
      Received.Response head = head();
      hasReceived = true;
      length = announced(head);
      body = open().body(length);
      return new ReceivedHead(head.status(), head.headers(), HttpVersion.HTTP_2);
    } catch (NotProcessedException refused) {
      throw unprocessed(refused);
    }
  }

  private Received.Response head() throws IOException {
    while (true) {
      boolean isLast = isSent;
      try {
        return Gonzo.<Received.Response, IOException>timeoutAfter(
            isLast ? answer : null,
            (Deadline.Body<Received.Response, IOException>)
                deadline -> {
                  reader = isLast ? null : deadline;
                  return open().response();
                });
      } catch (DeadlineExceededException late) {
        if (isLast) {
          // The server may be gone without a word: later requests are not to wait for it too.
          connection.drain();
          throw new SocketTimeoutException(
              "there was no response in time: wait longer with the limit answer");
        }
      } finally {
        reader = null;
      }
    }
  }

  private OptionalLong announced(Received.Response head) {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return OptionalLong.of(0);
    }
    return head.headers()
        .first("content-length")
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private static NoResponseException unprocessed(NotProcessedException refused) {
    var failure =
        new NoResponseException(
            "the server has not processed the request, which may be repeated: "
                + refused.getMessage(),
            true);
    failure.initCause(refused);
    return failure;
  }

  @Override
  public boolean hasReceived() {
    return hasReceived;
  }

  @Override
  public boolean isAtEnd() {
    return open().isReceived() && length.equals(OptionalLong.of(0));
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  private Body openBody() {
    if (body == null) {
      throw new IllegalStateException("there is no response yet");
    }
    return body;
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    return openBody().read(buffer, offset, count);
  }

  @Override
  public Headers trailers() {
    return openBody().trailers();
  }

  @Override
  public void finish() {
    if (stream != null) {
      stream.finish();
    }
  }

  @Async
  @Override
  public void abort() {
    finish();
  }
}
