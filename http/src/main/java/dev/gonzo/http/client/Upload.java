package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task that writes the body of a request, while the response is waited for or read. */
final class Upload {
  /** How long the code that has written the last byte may take to return. */
  private static final Duration RETURN = Duration.ofSeconds(1);

  private final ClientExchange exchange;
  private final BodyWriter writer;
  private final Optional<Duration> expectation;
  private final Event proceed = Event.of("100 Continue");
  private final Event over = Event.of("the end of a request's body");
  private @Nullable Task<?> task;
  private boolean hasBegun;
  private boolean isComplete;
  private boolean isStopped;
  private @Nullable Exception failure;

  private Upload(ClientExchange exchange, BodyWriter writer, Optional<Duration> expectation) {
    this.exchange = exchange;
    this.writer = writer;
    this.expectation = expectation;
  }

  static Upload start(
      ClientExchange exchange,
      Outgoing request,
      BodyWriter writer,
      Optional<Duration> expectation) {
    var upload = new Upload(exchange, writer, expectation);
    upload.task = Gonzo.spawnDaemon("body of " + request, upload::run);
    return upload;
  }

  private void run() {
    boolean isDone = false;
    try {
      if (expectation.isPresent()) {
        boolean _ = Gonzo.ignoreAfter(expectation.get(), proceed::await);
      }
      hasBegun = true;
      BodySink sink = exchange.sink();
      writer.write(sink);
      sink.end();
      isComplete = true;
      isDone = true;
    } catch (IOException | RuntimeException thrown) {
      // After a limit of time has passed, no response is waited for.
      isDone = exchange.hasSinkFailed() && !(thrown instanceof SocketTimeoutException);
      if (!isDone && !isStopped) {
        failure = thrown;
      }
    } finally {
      over.set();
      if (isDone) {
        // The server may have answered before it closed the connection.
        exchange.uploadEnded();
      } else {
        exchange.abort();
      }
    }
  }

  /** The server asks for the body. */
  void proceed() {
    proceed.set();
  }

  boolean hasBegun() {
    return hasBegun;
  }

  boolean isComplete() {
    return isComplete;
  }

  /** Why the code that writes the body failed, other than by the connection. */
  @Nullable Exception failure() {
    return failure;
  }

  /** Waits for code that has written everything and has only to return. */
  @Async
  void awaitReturn() {
    if (!isComplete && exchange.isSent()) {
      boolean _ = Gonzo.ignoreAfter(RETURN, over::await);
    }
  }

  /** Ends it, and waits for that. */
  @Async
  void stop() {
    if (task != null && !over.isSet()) {
      isStopped = true;
      Task<?> running = task;
      Gonzo.withoutCancellation(() -> running.cancel("the response has ended the request"));
    }
  }
}
