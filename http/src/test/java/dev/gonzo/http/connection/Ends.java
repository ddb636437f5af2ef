package dev.gonzo.http.connection;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Both ends of a connection, each run by a task of its own. */
final class Ends implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final Http2Connection client;
  final Http2Connection server;
  final Task<?> clientRun;
  final Task<?> serverRun;

  /** Answers a request; may throw. */
  @FunctionalInterface
  interface Answer {
    void to(Http2Stream stream, Received.Request request) throws Exception;
  }

  Ends(ByteStream clientSide, ByteStream serverSide, Answer answer) {
    this(clientSide, serverSide, Http2Limits.DEFAULTS, answer);
  }

  Ends(ByteStream clientSide, ByteStream serverSide, Http2Limits limits, Answer answer) {
    client = Http2Connection.client(clientSide, limits);
    server = Http2Connection.server(serverSide, limits, handler(answer));
    clientRun = run("client", client, clientSide);
    serverRun = run("server", server, serverSide);
    // What they end with is looked at by tests that care.
    var _ = spawn(clientRun::awaitEnd);
    var _ = spawn(serverRun::awaitEnd);
  }

  static StreamHandler handler(Answer answer) {
    return (stream, request) -> {
      try {
        answer.to(stream, request);
      } catch (RuntimeException | Error thrown) {
        throw thrown;
      } catch (Exception failed) {
        stream.reset(ErrorCode.INTERNAL_ERROR);
      }
    };
  }

  private static Task<?> run(String name, Http2Connection connection, ByteStream transport) {
    return spawn(
        name,
        () -> {
          try {
            connection.run(NOTHING);
          } finally {
            transport.close();
          }
        });
  }

  /** A response with its whole body. */
  record Response(int status, Headers headers, byte[] body, Headers trailers) {
    String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  static Http2Stream begin(Http2Connection client, String method, String path, boolean isEnd)
      throws IOException {
    return client.request(
        method, "http", "example.org", path, Optional.empty(), Headers.none(), isEnd);
  }

  static Response get(Http2Connection client, String path) throws IOException {
    Http2Stream stream = begin(client, "GET", path, true);
    try {
      return response(stream);
    } finally {
      stream.finish();
    }
  }

  static Response response(Http2Stream stream) throws IOException {
    Received.Response head = stream.response();
    var body = stream.body(OptionalLong.empty());
    byte[] bytes = body.bytes(1 << 28);
    return new Response(head.status(), head.headers(), bytes, body.trailers());
  }

  static Response post(Http2Connection client, String path, byte[] body) throws IOException {
    Http2Stream stream = begin(client, "POST", path, false);
    try {
      Task<?> writer =
          spawn(() -> {
            try (var sink = stream.sink()) {
              sink.writeAll(body);
              sink.end();
            }
          });
      Response response = response(stream);
      writer.awaitEnd();
      return response;
    } finally {
      stream.finish();
    }
  }

  /** Answers with the path, or the body if there is one. */
  static void echo(Http2Stream stream, Received.Request request) throws IOException {
    var headers = Headers.of("x-method", request.method());
    if (request.method().equals("POST")) {
      stream.respond(200, headers, false);
      var sink = stream.sink();
      Input input = Input.of(stream.body(OptionalLong.empty()));
      byte[] some = new byte[5_000];
      for (int count; (count = input.read(some, 0, some.length)) >= 0; ) {
        sink.writeAll(some, 0, count);
      }
      sink.end();
    } else {
      stream.respond(200, headers, false);
      var sink = stream.sink();
      sink.write(request.path());
      sink.end();
    }
  }

  /** The failure with which the connection of one end has ended; null if it has returned. */
  static @Nullable Throwable failure(Task<?> run) {
    return switch (run.awaitEnd()) {
      case Outcome.Success<?> _ -> null;
      case Outcome.Failure<?>(var cause) -> cause;
      case Outcome.Cancellation<?>(var cancelled) -> cancelled;
    };
  }

  @Override
  public void close() {
    withoutCancellation(() -> {
      clientRun.cancel();
      serverRun.cancel();
    });
  }
}
