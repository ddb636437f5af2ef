package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams between programs on the same machine. No datagram is lost, and they arrive
 * in order: the sender suspends while the receiver does not receive. Closing it removes the file
 * that it has created.
 *
 * <p>{@link DatagramSocket} has the other methods to receive and send. Only for tasks of the kernel
 * that opened it, and only on Linux.
 */
public final class UnixDatagramSocket extends DatagramSocket<UnixAddress> {
  private UnixDatagramSocket(Handle handle, @Nullable UnixAddress peer, String description) {
    super(UnixAddress.class, handle, peer, description);
  }

  /** Wraps a socket that the kernel has just connected. */
  static UnixDatagramSocket connectedTo(UnixAddress peer, Handle handle) {
    return new UnixDatagramSocket(handle, peer, "the socket for datagrams to " + peer);
  }

  /** Wraps a socket that the kernel has just bound, and finds out the name that it has. */
  static UnixDatagramSocket boundTo(UnixAddress asked, Handle handle) throws IOException {
    return Handles.wrapped(
        handle,
        () -> {
          Object address = asked.isUnnamed() ? Coroutine.trap(new LocalAddress(handle)) : asked;
          return new UnixDatagramSocket(handle, null, "the socket for datagrams at " + address);
        });
  }

  /**
   * Equivalent to {@link #sendTo(byte[], java.net.SocketAddress)}, with the receiver as a text.
   *
   * @param bytes the datagram
   * @param to the receiver: a path, or an abstract name with a leading NUL
   * @throws java.net.ConnectException if no program receives there
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalArgumentException if the address is empty, or too long
   * @throws IllegalStateException if the socket is connected
   */
  @Async
  public void sendTo(byte[] bytes, String to) throws IOException {
    sendTo(bytes, UnixAddress.of(to));
  }
}
