package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.ConnectionEnd;
import dev.gonzo.http.engine.http1.Data;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.engine.http1.Expectation;
import dev.gonzo.http.engine.http1.Http1Server;
import dev.gonzo.http.engine.http1.RequestHead;
import dev.gonzo.http.engine.http1.ResponseHead;
import dev.gonzo.http.engine.http1.ServerInput;
import dev.gonzo.http.engine.http1.Violation;
import dev.gonzo.http.message.Body;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body of a request of HTTP/1.1. */
final class Http1RequestBody implements Body {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final RequestHead head;
  private final Http1Server engine;
  private final Http1Input input;
  private final Http1Output output;
  private final ByteStream connection;
  private ByteBuffer part = NOTHING;
  private @Nullable Headers trailers;
  private @Nullable Violation violation;
  private boolean isContinueAwaited;
  private @Nullable Http1ResponseSink response;
  private long received;

  Http1RequestBody(
      RequestHead head,
      Http1Server engine,
      Http1Input input,
      Http1Output output,
      ByteStream connection) {
    this.head = head;
    this.engine = engine;
    this.input = input;
    this.output = output;
    this.connection = connection;
    this.isContinueAwaited = head.expectation() == Expectation.CONTINUE;
  }

  @Override
  public OptionalLong length() {
    Optional<String> length = head.headers().first("content-length");
    if (length.isPresent()) {
      return OptionalLong.of(Long.parseLong(length.get()));
    }
    return head.headers().has("transfer-encoding") ? OptionalLong.empty() : OptionalLong.of(0);
  }

  @Override
  public Headers trailers() {
    if (trailers == null) {
      throw new IllegalStateException(
          "the body was not read to its end: read until -1, and then the trailers");
    }
    return trailers;
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0 || part.hasRemaining() || trailers != null) {
      Gonzo.checkpoint();
    }
    if (length == 0) {
      return 0;
    }
    while (!part.hasRemaining()) {
      if (trailers != null) {
        return -1;
      }
      next();
    }
    int count = Math.min(length, part.remaining());
    part.get(buffer, offset, count);
    received += count;
    return count;
  }

  private void next() throws IOException {
    if (response != null && response.hasEnded() && !input.hasEvents()) {
      throw new IllegalStateException(
          "the response has ended, and with it the request: read the body before you end it");
    }
    if (response == null) {
      // A violation is answered, and so would be added to what is being written.
      output.awaitTurn();
    }
    ServerInput event = input.poll();
    if (event == null) {
      requireOpen();
      sendContinue();
      if (response != null) {
        response.flushUnlessWriting();
      }
      input.read(false);
    } else {
      accept(event);
      if (violation != null) {
        throw closed();
      }
    }
  }

  private void requireOpen() throws ClientException {
    if (engine.isClosed()) {
      throw closed();
    }
  }

  /** Returns why nothing more is received or sent. */
  ClientException closed() {
    var failure =
        new ClientException(
            violation == null
                ? "the connection was closed"
                : violation.reason() + " (" + violation.section() + ")");
    StreamFailureException.note(failure, connection);
    return failure;
  }

  /** Takes what the engine has received; true if it is a part of this request. */
  void accept(ServerInput event) {
    switch (event) {
      case Data data -> {
        isContinueAwaited = false;
        part = data.bytes();
      }
      case EndOfMessage end -> trailers = end.trailers();
      case Violation found -> violation = found;
      case ConnectionEnd _ -> {
        // The request is complete: nothing is missing.
      }
      case RequestHead next ->
          throw new IllegalStateException("a request before the last one was answered: " + next);
    }
  }

  /**
   * Asks for the body; after the final response has begun it is too late, and the client decides.
   */
  private void sendContinue() throws IOException {
    if (isContinueAwaited && response == null) {
      isContinueAwaited = false;
      output.send(ResponseHead.of(100), 0);
    }
  }

  /** The final response has begun. */
  void answered(Http1ResponseSink sink) {
    response = sink;
  }

  /** What the client did wrong; null if nothing. */
  @Nullable Violation violation() {
    return violation;
  }

  /** Whether the handler has read it to its end. */
  boolean isRead() {
    return trailers != null;
  }

  long received() {
    return received;
  }
}
