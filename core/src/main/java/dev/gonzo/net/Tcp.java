package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.NetTrap.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

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
 *   for (int n; (n = client.read(buffer)) > 0; ) client.writeAll(buffer, 0, n);
 * }
 * }</pre>
 */
public final class Tcp {

  private Tcp() {}

  /**
   * Listens on an address, and runs a handler for each connection, until it is cancelled. See
   * {@link Listener#serve}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one
   * @param handler serves a connection
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(String host, int port, @Elsewhere Handler<? super Socket> handler)
      throws IOException {
    try (Listener listener = listen(host, port)) {
      listener.serve(handler);
    }
  }

  /**
   * Equivalent to {@link #serve(String, int, Handler)}, with options.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one
   * @param options the options, such as the connection limit
   * @param handler serves a connection
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(
      String host, int port, ListenOptions options, @Elsewhere Handler<? super Socket> handler)
      throws IOException {
    try (Listener listener = listen(host, port, options)) {
      listener.serve(handler);
    }
  }

  /**
   * Starts to listen.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which {@link Listener#localAddress}
   *     returns
   * @return the listener; close it
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  @Async
  public static Listener listen(String host, int port) throws IOException {
    return listen(host, port, ListenOptions.defaults());
  }

  /**
   * Starts to listen, with options.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which {@link Listener#localAddress}
   *     returns
   * @param options the options
   * @return the listener; close it
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   * @throws UnsupportedOperationException if the kernel does not support an option
   */
  @Async
  public static Listener listen(String host, int port, ListenOptions options) throws IOException {
    InetSocketAddress where = Dns.address(host, port);
    return Listener.of(
        Coroutine.trap(new Listen(where, options.backlog(), options.socketOptions())),
        where,
        options);
  }

  /**
   * Connects to a server. If the host has several addresses, they are tried by "happy eyeballs"
   * (RFC 8305): if an address fails, or does not answer within 250 ms, the next one is tried as
   * well. The first connection is kept, and all others are closed.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param host a host name or a literal IP address
   * @param port the server's port, 1 to 65535
   * @return the connection; close it
   * @throws java.net.ConnectException if no program listens there; if several addresses were tried,
   *     the message names them, and their failures are suppressed exceptions
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  @Async
  public static Socket connect(String host, int port) throws IOException {
    return connect(host, port, ConnectOptions.defaults());
  }

  /**
   * Equivalent to {@link #connect(String, int)}, with options.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param host a host name or a literal IP address
   * @param port the server's port, 1 to 65535
   * @param options the options
   * @return the connection; close it
   * @throws java.net.ConnectException if no program listens there
   * @throws SocketTimeoutException if the timeout of the options expires
   * @throws java.net.BindException if the source address is taken, or not this machine's
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   * @throws UnsupportedOperationException if the kernel does not support an option
   */
  @Async
  public static Socket connect(String host, int port, ConnectOptions options) throws IOException {
    PortCheck.require(port, 1);
    var attempts = new HappyEyeballs(host, port, options);
    try {
      return Gonzo.timeoutAfter(options.timeout(), attempts::connect);
    } catch (DeadlineExceededException late) {
      throw attempts.noted(
          new SocketTimeoutException(
              attempts.message("no connection within " + options.timeout())));
    }
  }
}
