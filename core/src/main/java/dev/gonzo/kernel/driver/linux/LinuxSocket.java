package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.ReadinessSocket;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Trap;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket that is a descriptor of Linux: a connection or a listener. Kernel thread only. */
public abstract class LinuxSocket extends ReadinessSocket {
  /** Whose it is. */
  public final LinuxDriver driver;

  /** What Linux calls it, until it is closed. */
  public final int descriptor;

  /** The other side; null of a listener, never of a connection. */
  public final @Nullable InetSocketAddress peer;

  /** Whether it is an end of a pipe, or a process, and no socket. */
  boolean isNoSocket;

  /**
   * Makes one that is open.
   *
   * @param driver whose it is
   * @param descriptor what Linux calls it
   * @param listens whether it is a listener
   * @param peer the other side of a connection
   */
  protected LinuxSocket(
      LinuxDriver driver, int descriptor, boolean listens, @Nullable InetSocketAddress peer) {
    super(listens);
    this.driver = driver;
    this.descriptor = descriptor;
    this.peer = peer;
  }

  /**
   * Suspends the task until a system call is worth while. On the task's own stack.
   *
   * @param task who waits
   * @param trap at what
   * @param side for which direction
   * @throws Exception if it was cancelled meanwhile
   */
  protected abstract void await(LoopTask<?> task, Trap<?> trap, Side side) throws Exception;
}
