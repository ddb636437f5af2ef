package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.http.connection.LingeringEnd;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.ConnectionEnd;
import dev.gonzo.http.engine.http1.Data;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.engine.http1.Expectation;
import dev.gonzo.http.engine.http1.Http1Server;
import dev.gonzo.http.engine.http1.RequestHead;
import dev.gonzo.http.engine.http1.ResponseHead;
import dev.gonzo.http.engine.http1.ServerInput;
import dev.gonzo.http.engine.http1.Version;
import dev.gonzo.http.engine.http1.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1: its task reads, runs the handler, and writes. */
final class Http1ServerConnection implements ServerConnection {
  final Transport transport;
  final Http1Server engine;
  final Http1Output output;
  final Http1Input input;
  final DateField date;
  private final ExchangeRunner runner;
  private boolean isDraining;
  private boolean closesByClient;
  private boolean endsWithAnswer;

  Http1ServerConnection(
      Transport transport, ServerOptions options, ExchangeRunner runner, DateField date) {
    this.transport = transport;
    this.runner = runner;
    this.date = date;
    engine = new Http1Server(options.http1());
    output = new Http1Output(engine, options.http1(), transport.stream());
    input = new Http1Input(engine, output, transport.stream());
  }

  @Async
  @Override
  public void run(ByteBuffer received) throws IOException {
    input.begin(received);
    for (RequestHead head = nextHead(); head != null; head = nextHead()) {
      closesByClient =
          head.version() == Version.HTTP_1_0 || head.headers().lists("connection", "close");
      if (head.expectation() == Expectation.UNKNOWN) {
        refuseExpectation();
      } else {
        var stream = new Http1ServerStream(this, head);
        runner.run(stream);
        if (stream.isUpgraded()) {
          return;
        }
        closesByClient &= stream.isReceived();
        if (!stream.hasEnded()) {
          endsWithAnswer = engine.isClosed();
          stream.abort();
          break;
        }
      }
    }
    output.flush();
    if (isAnswerAtRisk()) {
      LingeringEnd.await(transport.stream());
    }
  }

  /** Returns the next request; null if there is none. */
  private @Nullable RequestHead nextHead() throws IOException {
    boolean hasBegun = input.hasMore();
    while (true) {
      ServerInput event = input.poll();
      switch (event) {
        case RequestHead head -> {
          return head;
        }
        case Violation violation -> {
          runner.refused(transport.peer(), violation.status(), violation.reason());
          endsWithAnswer = true;
          closesByClient = false;
          return null;
        }
        case ConnectionEnd _ -> {
          return null;
        }
        case Data _, EndOfMessage _ -> {
          // The rest of a request whose handler did not read it.
        }
        case null -> {
          if (engine.isClosed()) {
            endsWithAnswer = true;
            return null;
          }
          if (isDraining && !hasBegun) {
            return null;
          }
          input.read(!hasBegun);
          hasBegun = true;
        }
      }
    }
  }

  private void refuseExpectation() throws IOException {
    runner.refused(transport.peer(), 417, "the request expects what no standard defines");
    output.send(ResponseHead.of(417, Headers.of("content-length", "0")), 0);
    output.send(EndOfMessage.plain(), 0);
  }

  /** Whether closing now could destroy the answer on its way, because the client may still send. */
  private boolean isAnswerAtRisk() {
    return endsWithAnswer
        && !output.isClientTooSlow()
        && !input.hasEnded()
        && (!closesByClient || input.hasMore());
  }

  @Override
  public void drain() {
    isDraining = true;
  }

  boolean isDraining() {
    return isDraining;
  }
}
