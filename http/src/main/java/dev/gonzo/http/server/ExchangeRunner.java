package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.DeflatePool;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.stream.LimitExceededException;
import dev.gonzo.stream.StreamFailureException;
import java.net.SocketAddress;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler for a request, and answers its failure. Shared by all connections of a server.
 */
final class ExchangeRunner {
  private static final System.Logger LOG = System.getLogger("dev.gonzo.http");
  private static final int INTERNAL_ERROR = 500;

  /** How many compressors are kept between the messages of WebSockets. */
  private static final int COMPRESSORS = 16;

  private final DeflatePool compressors = DeflatePool.of(COMPRESSORS);
  private final ExchangeHandler handler;
  private final ServerObservers observers;

  ExchangeRunner(ExchangeHandler handler, ServerObservers observers) {
    this.handler = handler;
    this.observers = observers;
  }

  /** Frees native memory that was kept for WebSockets. */
  void close() {
    compressors.close();
  }

  /**
   * Answers a request. When it returns, the response was ended or aborted; only a cancellation and
   * a defect (an {@link Error}) are thrown.
   */
  @Async
  void run(ServerStream stream) {
    var exchange = new Exchange(stream, compressors);
    Throwable failure = observers.isEmpty() ? answer(exchange, stream) : observed(exchange, stream);
    switch (failure) {
      case Cancelled cancelled -> throw cancelled;
      case Error defect -> throw defect;
      case null, default -> {
        // It was answered.
      }
    }
  }

  private @Nullable Throwable observed(Exchange exchange, ServerStream stream) {
    Moment began = Moment.now();
    observers.each(observer -> observer.began(exchange));
    Throwable failure = answer(exchange, stream);
    var result =
        new ExchangeResult(
            stream.status(),
            stream.received(),
            stream.sent(),
            Moment.now().since(began),
            ending(stream, failure),
            Optional.ofNullable(failure));
    observers.each(observer -> observer.ended(exchange, result));
    return failure;
  }

  private static ExchangeResult.Ending ending(ServerStream stream, @Nullable Throwable failure) {
    if (failure instanceof Cancelled) {
      return ExchangeResult.Ending.CANCELLED;
    }
    if (stream.isOver()
        || (failure != null && StreamFailureException.isOf(failure, stream.connection()))
        || (failure != null && stream.upgraded() != null && stream.isOfClient(failure))) {
      return ExchangeResult.Ending.CLIENT_FAILED;
    }
    return failure == null || !isUnexpected(stream, failure)
        ? ExchangeResult.Ending.COMPLETE
        : ExchangeResult.Ending.FAILED;
  }

  /** Reports a request that was refused before there was an exchange. */
  void refused(SocketAddress peer, int status, String reason) {
    if (!observers.isEmpty()) {
      observers.each(observer -> observer.refused(peer, status, reason));
    }
  }

  /** Returns what the handler has thrown; null if it returned. */
  private @Nullable Throwable answer(Exchange exchange, ServerStream stream) {
    try {
      handler.handle(exchange);
      stream.end();
      return null;
    } catch (Throwable thrown) {
      return failed(stream, Cancellation.settled(thrown));
    }
  }

  private Throwable failed(ServerStream stream, Throwable failure) {
    if (failure instanceof Cancelled) {
      stream.abort();
      return failure;
    }
    if (isUnexpected(stream, failure) || stream.isCommitted()) {
      log(stream, failure);
    }
    ErrorPage page = page(stream, failure);
    if (stream.isCommitted() || stream.isOver()) {
      stream.abort();
      return failure;
    }
    try {
      BodySink sink = stream.respond(page.status(), page.headers(), page.length());
      sink.writeAll(page.body());
      sink.end();
      return failure;
    } catch (Throwable unsent) {
      Throwable settled = Cancellation.settled(unsent);
      stream.abort();
      log(stream, settled);
      return settled instanceof Cancelled ? settled : failure;
    }
  }

  /** Whether it is no answer that the handler has chosen, and no fault of the request. */
  private static boolean isUnexpected(ServerStream stream, Throwable failure) {
    return !(failure instanceof StatusException)
        && page(stream, failure).status() == INTERNAL_ERROR;
  }

  private static ErrorPage page(ServerStream stream, Throwable failure) {
    return switch (failure) {
      case StatusException error ->
          new ErrorPage(
              error.status(), Objects.requireNonNullElse(error.getMessage(), ""), error.headers());
      case LimitExceededException _ when StreamFailureException.isOf(failure, stream.body()) ->
          new ErrorPage(413, "Content Too Large", Headers.none());
      case CharacterCodingException _ when StreamFailureException.isOf(failure, stream.body()) ->
          new ErrorPage(400, "Bad Request: the body is not valid UTF-8", Headers.none());
      default -> new ErrorPage(INTERNAL_ERROR, "Internal Server Error", Headers.none());
    };
  }

  /** A client can break its own connection at any time, and must not fill the log. */
  private static void log(ServerStream stream, Throwable failure) {
    if (failure instanceof Cancelled) {
      return;
    }
    String request = stream.method() + " " + LogText.escape(stream.target());
    if (stream.isOfClient(failure)) {
      LOG.log(
          System.Logger.Level.DEBUG, () -> request + " from " + stream.peer() + " ended", failure);
    } else {
      LOG.log(System.Logger.Level.WARNING, "the handler of " + request + " failed", failure);
    }
  }
}
