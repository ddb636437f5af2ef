package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import dev.gonzo.net.Socket;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The connections of a server: finds out the version that each speaks, and serves it. */
final class ServerConnections {
  private final ServerOptions options;
  private final Optional<TlsOptions> tls;
  private final ServerObservers observers;
  private final ExchangeRunner runner;
  private final DateField date = new DateField();
  private final Set<ServerConnection> open = new LinkedHashSet<>();
  private boolean isDraining;

  ServerConnections(ServerOptions options, ExchangeHandler handler) {
    this.options = options;
    this.observers = new ServerObservers(options.observers());
    this.runner = new ExchangeRunner(handler, observers);
    this.tls = options.tls().map(ServerConnections::withProtocols);
  }

  private static TlsOptions withProtocols(TlsOptions tls) {
    return tls.applicationProtocols().isEmpty()
        ? tls.withApplicationProtocols("h2", "http/1.1")
        : tls;
  }

  @Async
  void serve(Socket socket) throws IOException {
    if (observers.isEmpty()) {
      begin(socket);
      return;
    }
    InetSocketAddress peer = socket.remoteAddress();
    observers.each(observer -> observer.connected(peer));
    try {
      begin(socket);
    } finally {
      observers.each(observer -> observer.disconnected(peer));
    }
  }

  void listening(InetSocketAddress address) {
    observers.each(observer -> observer.listening(address));
  }

  private void begin(Socket socket) throws IOException {
    if (tls.isEmpty()) {
      var transport = new Transport(socket, socket.remoteAddress(), Optional.empty());
      ByteBuffer received = FirstBytes.read(socket, options.http1().idle());
      if (received != null) {
        serve(transport, FirstBytes.isHttp2(received), received);
      }
      return;
    }
    TlsStream secured = Tls.server(socket, tls.get());
    try (secured) {
      var transport = new Transport(secured, socket.remoteAddress(), Optional.of(secured));
      boolean isHttp2 = secured.applicationProtocol().equals(Optional.of("h2"));
      serve(transport, isHttp2, ByteBuffer.allocate(Http1Input.SMALL).limit(0));
    } catch (Exception failure) {
      if (StreamFailureException.isOf(failure, secured)) {
        StreamFailureException.note(failure, socket); // which the accept loop knows
      }
      throw failure;
    }
  }

  private void serve(Transport transport, boolean isHttp2, ByteBuffer received) throws IOException {
    ServerConnection connection =
        isHttp2
            ? new Http2ServerConnection(transport, options.http2(), runner, date)
            : new Http1ServerConnection(transport, options, runner, date);
    open.add(connection);
    try {
      if (isDraining) {
        connection.drain();
      }
      connection.run(received);
    } finally {
      open.remove(connection);
    }
  }

  /** Frees what the connections shared. */
  void close() {
    runner.close();
  }

  /** Lets all connections end. */
  @Async(Suspension.NEVER)
  void drain() {
    isDraining = true;
    List.copyOf(open).forEach(ServerConnection::drain);
  }
}
