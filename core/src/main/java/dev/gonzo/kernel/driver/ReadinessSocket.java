package dev.gonzo.kernel.driver;

import dev.gonzo.trap.Handle;
import java.net.SocketException;

/**
 * A connection or a listener of a driver based on readiness: the system reports when a call may
 * succeed. Kernel thread only.
 */
public abstract class ReadinessSocket extends Handle {
  /** Whether it is a listener and not a connection. */
  public final boolean listens;

  /** The incoming direction: bytes, or connections. */
  public final Side input;

  /** The outgoing direction. */
  public final Side output = new Side("send");

  private boolean closed;

  /**
   * Creates an open socket.
   *
   * @param listens whether it is a listener
   */
  protected ReadinessSocket(boolean listens) {
    this.listens = listens;
    this.input = new Side(listens ? "accept" : "receive");
  }

  /**
   * Refuses an operation on a closed socket.
   *
   * @throws SocketException if it is closed
   */
  public final void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException(
          listens
              ? "the listener is closed: listen again to accept more connections"
              : "the socket is closed on our side: connect again");
    }
  }

  /** {@return whether it was closed on our side} */
  public final boolean isClosed() {
    return closed;
  }

  /**
   * Marks it as closed, and wakes the tasks that wait; the driver closes the descriptor or channel.
   */
  public final void markClosed() {
    closed = true;
    input.event(true);
    output.event(true);
  }
}
