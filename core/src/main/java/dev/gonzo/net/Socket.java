package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.SetOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/**
 * A TCP connection.
 *
 * <p>{@link StreamSocket} has the methods to read and write. Small pieces are sent at once:
 * TCP_NODELAY is on, unless it was switched off in the options.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class Socket extends StreamSocket {
  private final InetSocketAddress peer;

  private Socket(Handle handle, InetSocketAddress peer) {
    super(handle);
    this.peer = peer;
  }

  /** Wraps a connection that the kernel has just opened. */
  static Socket of(Handle handle) throws IOException {
    return of(handle, Map.of());
  }

  /** Wraps a connection that was opened with options. */
  static Socket of(Handle handle, Map<SocketOption<?>, Object> options) throws IOException {
    return Handles.wrapped(
        handle,
        () -> {
          if (!options.containsKey(StandardSocketOptions.TCP_NODELAY)) {
            Coroutine.trap(new SetOption(handle, StandardSocketOptions.TCP_NODELAY, true));
          }
          return new Socket(handle, (InetSocketAddress) Coroutine.trap(new RemoteAddress(handle)));
        });
  }

  /**
   * {@return the local address}
   *
   * @throws IOException if the socket is closed on our side
   */
  @Async(Suspension.NEVER)
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) local();
  }

  /** {@return the address of the peer; also after the connection has ended} */
  public InetSocketAddress remoteAddress() {
    return peer;
  }

  /** {@return a description with the address of the peer} */
  @Override
  public String toString() {
    return "the connection with " + peer;
  }
}
