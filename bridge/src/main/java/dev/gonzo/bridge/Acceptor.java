package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.util.Map;

/**
 * A listening socket, as the JDK's servers use it: several tasks may accept, one after the other.
 * Only in tasks of its kernel.
 */
final class Acceptor {
  private static final InetAddress ALL_ADDRESSES = InetAddress.ofLiteral("::");

  private final Home home;
  private final Handle handle;
  private final Lock accepting = Lock.of("accepting on a bridged server socket");
  private boolean closed;

  /** Creates it for a handle that is open; the socket has been counted. */
  Acceptor(Home home, Handle handle) {
    this.home = home;
    this.handle = handle;
  }

  /**
   * An accepted connection.
   *
   * @param connection its bytes
   * @param remote the address of the peer
   * @param local the address at which it arrived
   */
  record Arrival(Connection connection, InetSocketAddress remote, InetSocketAddress local) {}

  /**
   * Starts to listen. For the JDK, the address for all addresses means those of IPv6 too, where
   * there are any. Never suspends.
   */
  @Async(Suspension.NEVER)
  static Handle listen(InetSocketAddress address, int backlog, Map<SocketOption<?>, Object> options)
      throws IOException {
    if (address.getAddress().isAnyLocalAddress()
        && !Boolean.getBoolean("java.net.preferIPv4Stack")) {
      try {
        return Coroutine.trap(
            new Listen(new InetSocketAddress(ALL_ADDRESSES, address.getPort()), backlog, options));
      } catch (IOException withoutIpv6) {
        // The other attempt reports why not, if it fails as well.
      }
    }
    return Coroutine.trap(new Listen(address, backlog, options));
  }

  Handle handle() {
    return handle;
  }

  /**
   * Waits for a connection. Suspends; a checkpoint. If it is cancelled, it has accepted none.
   *
   * @throws SocketTimeoutException if none came in time
   */
  @Async
  Arrival accept(int timeoutMillis) throws IOException {
    Handle accepted;
    try {
      accepted =
          TimeLimit.<Handle>within(
              timeoutMillis,
              "Accept timed out",
              _ -> {
                try (var _ = accepting.acquire()) {
                  return Coroutine.trap(new Accept(handle));
                }
              });
    } catch (SocketTimeoutException late) {
      throw closed ? Failures.closed(late) : late;
    } catch (IOException failure) {
      throw closed ? Failures.closed(failure) : Failures.ofSocket(failure);
    }
    return arrived(accepted);
  }

  private Arrival arrived(Handle accepted) throws IOException {
    try {
      var remote = (InetSocketAddress) Coroutine.trap(new RemoteAddress(accepted));
      var local = (InetSocketAddress) Coroutine.trap(new LocalAddress(accepted));
      home.opened();
      return new Arrival(new Connection(home, accepted), remote, local);
    } catch (Throwable unusable) {
      Connection.close(accepted);
      throw unusable;
    }
  }

  /** Stops listening; tasks that accept get a failure. Never suspends. */
  @Async(Suspension.NEVER)
  void close() {
    if (!closed) {
      closed = true;
      Connection.close(handle);
      home.closed();
    }
  }
}
