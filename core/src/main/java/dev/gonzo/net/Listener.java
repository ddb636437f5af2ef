package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.LocalAddress;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A socket that accepts TCP connections.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class Listener extends StreamListener<Socket> {
  private final InetSocketAddress address;

  private Listener(Handle handle, InetSocketAddress address, ListenOptions options) {
    super(handle, options);
    this.address = address;
  }

  /**
   * Wraps a listener that the kernel has just opened, and finds out the port that the system chose.
   */
  static Listener of(Handle handle, InetSocketAddress asked, ListenOptions options)
      throws IOException {
    if (asked.getPort() != 0) {
      return new Listener(handle, asked, options);
    }
    return Handles.wrapped(
        handle,
        () -> {
          var local = (InetSocketAddress) Coroutine.trap(new LocalAddress(handle));
          var address = new InetSocketAddress(asked.getAddress(), local.getPort());
          return new Listener(handle, address, options);
        });
  }

  @Override
  Socket socket(Handle accepted) throws IOException {
    return Socket.of(accepted);
  }

  /**
   * {@return the address on which it listens, with the actual port}
   *
   * @throws IOException if the listener is closed
   */
  @Async(Suspension.NEVER)
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) Coroutine.trap(new LocalAddress(handle));
  }

  /** {@return the address on which it listens, with the actual port; also after it was closed} */
  @Override
  public String toString() {
    return address.toString();
  }
}
