package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.PeerCredentials;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;

/**
 * A connection to a program on the same machine. {@link StreamSocket} has the methods to read and
 * write.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class UnixSocket extends StreamSocket {
  private final UnixAddress peer;

  private UnixSocket(Handle handle, UnixAddress peer) {
    super(handle);
    this.peer = peer;
  }

  /** Wraps a connection that the kernel has just opened. */
  static UnixSocket of(Handle handle) throws IOException {
    return Handles.wrapped(
        handle,
        () -> new UnixSocket(handle, (UnixAddress) Coroutine.trap(new RemoteAddress(handle))));
  }

  /** Wraps one end of a pair, which has no address. */
  static UnixSocket ofPair(Handle handle) {
    return new UnixSocket(handle, UnixAddress.UNNAMED);
  }

  /**
   * Returns the identity of the peer. It comes from the operating system, so the peer cannot forge
   * it.
   *
   * @return the peer's process, user and group
   * @throws IOException if the socket was closed on our side
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel
   */
  @Async(Suspension.NEVER)
  public PeerCredentials peerCredentials() throws IOException {
    return option(PeerCredentials.OPTION);
  }

  /**
   * {@return the local address; unnamed if this side connected}
   *
   * @throws IOException if the socket was closed on our side
   */
  @Async(Suspension.NEVER)
  public UnixAddress localAddress() throws IOException {
    return (UnixAddress) local();
  }

  /**
   * {@return the address of the peer; unnamed if the peer connected; also after the connection has
   * ended}
   */
  public UnixAddress remoteAddress() {
    return peer;
  }

  /** {@return a description with the address of the peer} */
  @Override
  public String toString() {
    return "the connection with " + peer;
  }
}
