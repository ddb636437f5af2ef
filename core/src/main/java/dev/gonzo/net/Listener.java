package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.LocalAddress;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A socket that takes TCP connections.
 *
 * <p>For tasks of the kernel that opened it.
 */
public final class Listener extends StreamListener<Socket> {
  private final InetSocketAddress asked;

  Listener(Handle handle, InetSocketAddress asked, ListenOptions options) {
    super(handle, options);
    this.asked = asked;
  }

  @Override
  Socket socket(Handle accepted) throws IOException {
    return Socket.of(accepted);
  }

  /**
   * {@return the address on which it listens: with the port that the system chose}
   *
   * @throws IOException if the listener is closed
   */
  @Async
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) Coroutine.trap(new LocalAddress(handle));
  }

  /** {@return the address that was asked for} */
  @Override
  public String toString() {
    return asked.toString();
  }
}
