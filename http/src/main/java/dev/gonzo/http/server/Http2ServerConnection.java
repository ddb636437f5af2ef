package dev.gonzo.http.server;

import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.engine.http2.Http2Limits;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection of HTTP/2, on which each request has a task of its own. */
final class Http2ServerConnection implements ServerConnection {
  private final Http2Connection connection;

  Http2ServerConnection(
      Transport transport, Http2Limits limits, ExchangeRunner runner, DateField date) {
    connection =
        Http2Connection.server(
            transport.stream(),
            limits,
            (stream, request) ->
                runner.run(new Http2ServerStream(transport, date, stream, request)));
  }

  @Override
  public void run(ByteBuffer received) throws IOException {
    connection.run(received);
  }

  @Override
  public void drain() {
    connection.drain();
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
