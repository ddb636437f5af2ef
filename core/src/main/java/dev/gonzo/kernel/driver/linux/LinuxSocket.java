package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.ReadinessSocket;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.driver.SocketFile;
import dev.gonzo.trap.Trap;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A socket that is a descriptor of Linux: a connection or a listener. Kernel thread only. */
public abstract class LinuxSocket extends ReadinessSocket {
  /** Whose it is. */
  public final LinuxDriver driver;

  /** What Linux calls it, until it is closed. */
  public final int descriptor;

  /** The other side; null of a listener, never of a connection. */
  public final @Nullable SocketAddress peer;

  /** Whether it is an end of a pipe, or a process, and no socket. */
  boolean isNoSocket;

  private static final int STREAM = 0;

  // STREAM, or of which family its datagrams are.
  private int datagramFamily = STREAM;
  private Optional<SocketFile> file = Optional.empty();

  /**
   * Makes one that is open.
   *
   * @param driver whose it is
   * @param descriptor what Linux calls it
   * @param listens whether it is a listener
   * @param peer the other side of a connection
   */
  protected LinuxSocket(
      LinuxDriver driver, int descriptor, boolean listens, @Nullable SocketAddress peer) {
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

  /**
   * Notes that a receive has brought fewer bytes than there was room for. If that means that the
   * system has no more, or if the driver asks the system again before it waits, the next receive
   * may wait without trying.
   */
  protected abstract void tookLessThanRoom();

  /** Notes that it is for datagrams, by IPv4, IPv6 or between Unix sockets. */
  final void carriesDatagrams(int family) {
    datagramFamily = family;
  }

  /** {@return whether it is for datagrams: an error there is not the end} */
  public final boolean isForDatagrams() {
    return datagramFamily != STREAM;
  }

  /** Whether it is for datagrams by UDP. */
  final boolean isInternet() {
    return isForDatagrams() && datagramFamily != SocketAddresses.UNIX;
  }

  /** By which protocol its datagrams go; of no meaning for a stream. */
  final int datagramFamily() {
    return datagramFamily;
  }

  /** Notes where it is about to be bound: a file that this makes goes when it is closed. */
  final void willBeBoundTo(@Nullable SocketAddress address) {
    file = SocketFile.of(address);
  }

  /** Notes that it was bound there. */
  final void isBound() {
    file.ifPresent(SocketFile::made);
  }

  /** Removes the file that it was bound to, if there is one. */
  final void removeFile() {
    file.ifPresent(SocketFile::remove);
  }
}
