package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.LocalAddress;
import dev.gonzo.trap.PeerCredentials;
import dev.gonzo.trap.RemoteAddress;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a program of the same machine. What one does with it is told by {@link
 * StreamSocket}.
 *
 * <p>For tasks of the kernel that opened it.
 */
public final class UnixSocket extends StreamSocket {
  private final UnixAddress peer;

  private UnixSocket(Handle handle, UnixAddress peer) {
    super(handle);
    this.peer = peer;
  }

  /** Takes a connection on that a kernel has just opened. */
  static UnixSocket of(Handle handle) throws IOException {
    try {
      return new UnixSocket(handle, (UnixAddress) Coroutine.trap(new RemoteAddress(handle)));
    } catch (Throwable unusable) {
      Trap<@Nullable Void> close = new Close(handle); // nobody else knows of it
      Coroutine.trap(close);
      throw unusable;
    }
  }

  /** Takes an end of a pair on, which has no address. */
  static UnixSocket ofPair(Handle handle) {
    return new UnixSocket(handle, UnixAddress.UNNAMED);
  }

  /**
   * Tells who is at the other end, as the system knows it: nobody can pretend to be another.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return its process, user and group
   * @throws IOException if the socket is closed on our side
   * @throws UnsupportedOperationException unless on Linux, on the epoll or uring kernel
   */
  @Async
  public PeerCredentials peerCredentials() throws IOException {
    return option(PeerCredentials.OPTION);
  }

  /**
   * {@return the address of our end; unnamed where we connected}
   *
   * @throws IOException if the socket is closed on our side
   */
  @Async
  public UnixAddress localAddress() throws IOException {
    try {
      return (UnixAddress) Coroutine.trap(new LocalAddress(handle));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /** {@return the address of the peer, unnamed where it connected; also when it is over} */
  public UnixAddress remoteAddress() {
    return peer;
  }

  /** {@return whom it is connected to} */
  @Override
  public String toString() {
    return "the connection with " + peer;
  }
}
