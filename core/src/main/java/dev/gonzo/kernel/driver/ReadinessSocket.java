package dev.gonzo.kernel.driver;

import dev.gonzo.trap.Handle;
import java.net.SocketException;

/**
 * A connection or a listener of a driver that is told when a system call may succeed. Kernel thread
 * only.
 */
public abstract class ReadinessSocket extends Handle {
  /** Whether it is a listener, and no connection. */
  public final boolean listens;

  /** What comes in: bytes, or connections. */
  public final Side input;

  /** What goes out. */
  public final Side output = new Side("send");

  private boolean closed;

  /**
   * Makes one that is open.
   *
   * @param listens whether it is a listener
   */
  protected ReadinessSocket(boolean listens) {
    this.listens = listens;
    this.input = new Side(listens ? "accept" : "receive");
  }

  /**
   * Refuses what is asked of one that was closed.
   *
   * @throws SocketException if it was
   */
  public final void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException(
          listens
              ? "the listener is closed: listen anew to accept more connections"
              : "the socket is closed on our side: connect anew");
    }
  }

  /** {@return whether it was closed on our side} */
  public final boolean isClosed() {
    return closed;
  }

  /** Notes that it is closed, and wakes whoever waits; the driver closes what the system has. */
  public final void markClosed() {
    closed = true;
    input.event(true);
    output.event(true);
  }
}
