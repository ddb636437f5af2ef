package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2, which all requests to a server share. */
final class Http2ClientConnection implements ClientConnection {
  final Http2Connection connection;
  private final ByteStream stream;
  private final Duration answer;
  private @Nullable Task<?> running;
  private boolean isClosed;

  /**
   * Creates a connection, which does nothing until it is {@linkplain #start started}.
   *
   * @param idle how long it may be without a request
   * @param answer how long a server may take to begin a response
   */
  Http2ClientConnection(ByteStream stream, Http2Limits limits, Duration idle, Duration answer) {
    this.stream = stream;
    this.answer = answer;
    Http2Limits.Deadlines given = limits.deadlines();
    connection =
        Http2Connection.client(
            stream,
            limits.withDeadlines(
                new Http2Limits.Deadlines(
                    idle,
                    idle,
                    given.head(),
                    given.body(),
                    given.write(),
                    given.answer(),
                    given.progress())));
  }

  /** Starts the task that reads and writes; at its end the connection is closed. */
  @Async(Suspension.NEVER)
  void start(Runnable ended) {
    running =
        Gonzo.spawnDaemon(
            "client's " + connection,
            () -> {
              try {
                connection.run(ByteBuffer.allocate(0));
              } catch (IOException failure) {
                // The tasks of its streams have got it.
              } finally {
                isClosed = true;
                closeStream();
                ended.run();
              }
            });
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean isUsable() {
    return !isClosed && connection.isUsable();
  }

  @Override
  public ClientExchange begin() {
    return new Http2Exchange(connection, answer);
  }

  @Async
  @Override
  public void awaitEnd() {
    if (running != null) {
      var _ = running.awaitEnd();
    }
  }

  @Async
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    Task<?> reading = running;
    if (reading == null) {
      closeStream();
    } else {
      Gonzo.withoutCancellation(() -> reading.cancel("the client is closed"));
    }
  }

  private void closeStream() {
    Gonzo.withoutCancellation(() -> {
      try {
        stream.close();
      } catch (IOException gone) {
        // It is closed nevertheless.
      }
    });
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
