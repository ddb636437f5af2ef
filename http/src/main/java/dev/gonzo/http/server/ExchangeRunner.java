package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.stream.LimitExceededException;
import dev.gonzo.stream.StreamFailureException;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Runs the handler for a request, and answers its failure. Shared by all connections of a server.
 */
final class ExchangeRunner {
  private static final System.Logger LOG = System.getLogger("dev.gonzo.http");
  private static final int INTERNAL_ERROR = 500;

  private final ExchangeHandler handler;

  ExchangeRunner(ExchangeHandler handler) {
    this.handler = handler;
  }

  /**
   * Answers a request. When it returns, the response was ended or aborted; only a cancellation and
   * a defect (an {@link Error}) are thrown.
   */
  @Async
  void run(ServerStream stream) {
    try {
      handler.handle(new Exchange(stream));
      stream.end();
    } catch (Throwable thrown) {
      failed(stream, Cancellation.settled(thrown));
    }
  }

  private void failed(ServerStream stream, Throwable failure) {
    if (failure instanceof Cancelled cancelled) {
      stream.abort();
      throw cancelled;
    }
    answer(stream, failure);
    if (failure instanceof Error defect) {
      throw defect;
    }
  }

  private void answer(ServerStream stream, Throwable failure) {
    ErrorPage page = page(stream, failure);
    if (page.status() == INTERNAL_ERROR) {
      log(stream, failure);
    }
    if (stream.isCommitted() || stream.isOver()) {
      stream.abort();
      return;
    }
    try {
      BodySink sink = stream.respond(page.status(), page.headers(), page.length());
      sink.writeAll(page.body());
      sink.end();
    } catch (Throwable unsent) {
      Throwable settled = Cancellation.settled(unsent);
      stream.abort();
      if (settled instanceof Cancelled cancelled) {
        throw cancelled;
      }
      log(stream, settled);
    }
  }

  private static ErrorPage page(ServerStream stream, Throwable failure) {
    return switch (failure) {
      case StatusException status ->
          new ErrorPage(
              status.status(),
              Objects.requireNonNullElse(status.getMessage(), ""),
              status.headers());
      case LimitExceededException _ when StreamFailureException.isOf(failure, stream.body()) ->
          new ErrorPage(413, "Content Too Large");
      case CharacterCodingException _ when StreamFailureException.isOf(failure, stream.body()) ->
          new ErrorPage(400, "Bad Request: the body is not valid UTF-8");
      default -> new ErrorPage(INTERNAL_ERROR, "Internal Server Error");
    };
  }

  /** A client can break its own connection at any time, and must not fill the log. */
  private static void log(ServerStream stream, Throwable failure) {
    String request = stream.method() + " " + LogText.escape(stream.target());
    if (StreamFailureException.isOf(failure, stream.connection())) {
      LOG.log(
          System.Logger.Level.DEBUG, () -> request + " from " + stream.peer() + " ended", failure);
    } else {
      LOG.log(System.Logger.Level.WARNING, "the handler of " + request + " failed", failure);
    }
  }

  /** A page in plain text, without any detail of the failure. */
  private record ErrorPage(int status, String text, Headers fields) {
    ErrorPage(int status, String text) {
      this(status, text, Headers.none());
    }

    Headers headers() {
      return fields.has("content-type")
          ? fields
          : fields.with("content-type", "text/plain; charset=utf-8");
    }

    byte[] body() {
      return (text + "\n").getBytes(UTF_8);
    }

    OptionalLong length() {
      return OptionalLong.of(body().length);
    }
  }
}
