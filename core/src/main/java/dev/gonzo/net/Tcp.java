package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.Listen;
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
 *   for (int n; (n = client.receive(buffer)) > 0; ) client.sendAll(buffer, 0, n);
 * }
 * }</pre>
 */
public final class Tcp {

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
   * Listens as the options say, and runs a handler for each connection, until it is cancelled. See
   * {@link Listener#serve}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port where; 0 lets the system choose
   * @param options how; among them how many connections there may be at once
   * @param handler what to do with a connection
   * @throws java.net.BindException if the address is taken, or not this machine's
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(
      String host, int port, ListenOptions options, Handler<? super Socket> handler)
      throws IOException {
    try (Listener listener = listen(host, port, options)) {
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
    return listen(host, port, ListenOptions.defaults());
  }

  /**
   * Begins to listen as the options say.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port where; 0 lets the system choose, and {@link Listener#localAddress} tells
   * @param options how
   * @return the listener; close it
   * @throws java.net.BindException if the address is taken, or not this machine's
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   * @throws UnsupportedOperationException if the kernel does not know an option
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
   * Connects to a server. A host with several addresses is tried by "happy eyeballs" (RFC 8305):
   * each address has 250 ms before the next one is tried beside it, or until it fails; the first
   * that connects is taken, and nothing stays open of the others.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing stays open.
   *
   * @param host a name or an address
   * @param port the server's port, 1 to 65535
   * @return the connection; close it
   * @throws java.net.ConnectException if nobody listens there; where several addresses were tried
   *     it names them, and has the failure of each among its suppressed ones
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  @Async
  public static Socket connect(String host, int port) throws IOException {
    return connect(host, port, ConnectOptions.defaults());
  }

  /**
   * Connects to a server as {@link #connect(String, int)} does, and as the options say.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing stays open.
   *
   * @param host a name or an address
   * @param port the server's port, 1 to 65535
   * @param options how
   * @return the connection; close it
   * @throws java.net.ConnectException if nobody listens there
   * @throws SocketTimeoutException if it takes longer than the options allow
   * @throws java.net.BindException if the source address is taken, or not this machine's
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   * @throws UnsupportedOperationException if the kernel does not know an option
   */
  @Async
  public static Socket connect(String host, int port, ConnectOptions options) throws IOException {
    Ports.require(port, 1);
    var attempts = new Attempts(host, port, options);
    try {
      return Gonzo.timeoutAfter(options.timeout(), attempts::connect);
    } catch (DeadlineExceededException late) {
      throw attempts.noted(
          new SocketTimeoutException(attempts.message("not within " + options.timeout())));
    }
  }
}
