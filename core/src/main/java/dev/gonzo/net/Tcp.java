package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Connect;
import dev.gonzo.trap.Listen;
import dev.gonzo.trap.Resolve;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * TCP: servers and clients.
 *
 * <pre>{@code
 * void main() throws Exception {
 *   run(() -> Tcp.serve("127.0.0.1", 25000, this::echo));
 * }
 *
 * void echo(Socket client) throws IOException {
 *   var buffer = new byte[65536];
 *   for (int n; (n = client.receive(buffer)) > 0; ) client.sendAll(buffer, 0, n);
 * }
 * }</pre>
 */
public final class Tcp {
  private static final int BACKLOG = 4096;

  private Tcp() {}

  /**
   * Listens, and runs a handler for each connection, until it is cancelled. See {@link
   * Listener#serve}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port where; 0 lets the system choose
   * @param handler what to do with a connection
   * @throws java.net.BindException if the address is taken, or not this machine's
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(String host, int port, Handler<? super Socket> handler)
      throws IOException {
    try (Listener listener = listen(host, port)) {
      listener.serve(handler);
    }
  }

  /**
   * Begins to listen.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port where; 0 lets the system choose, and {@link Listener#localAddress} tells
   * @return the listener; close it
   * @throws java.net.BindException if the address is taken, or not this machine's
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  @Async
  public static Listener listen(String host, int port) throws IOException {
    Ports.require(port, 0);
    InetAddress address = resolve(host).getFirst();
    var where = new InetSocketAddress(address, port);
    return new Listener(
        Coroutine.trap(new Listen(where, BACKLOG, java.util.Map.of())), where, Integer.MAX_VALUE);
  }

  /**
   * Connects to a server, trying the host's addresses one after the other.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing stays open.
   *
   * @param host a name or an address
   * @param port the server's port, 1 to 65535
   * @return the connection; close it
   * @throws java.net.ConnectException if nobody listens there
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  @Async
  public static Socket connect(String host, int port) throws IOException {
    Ports.require(port, 1);
    IOException failure = null;
    for (InetAddress address : resolve(host)) {
      try {
        return Socket.of(
            Coroutine.trap(
                new Connect(new InetSocketAddress(address, port), null, java.util.Map.of())));
      } catch (IOException refused) {
        if (failure == null) {
          failure = refused;
        } else {
          failure.addSuppressed(refused);
        }
      }
    }
    if (failure == null) {
      throw new AssertionError("a host without addresses was resolved");
    }
    throw failure;
  }

  private static List<InetAddress> resolve(String host) throws IOException {
    return Coroutine.trap(new Resolve(host));
  }
}
