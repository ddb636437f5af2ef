package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.trap.Trap;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of the epoll driver: a connection or a listener. Kernel thread only. */
final class EpollSocket extends LinuxSocket {
  static final int INTEREST =
      Epoll.READABLE | Epoll.WRITABLE | Epoll.PEER_FINISHED | Epoll.EDGE_TRIGGERED;

  private static final int INPUT = Epoll.READABLE | Epoll.PEER_FINISHED;
  private static final int LAST_INPUT = Epoll.PEER_FINISHED;
  private static final int BOTH_LAST = Epoll.FAILED | Epoll.HUNG_UP;

  // Tells this socket from those that had the same descriptor before it.
  final int generation;

  EpollSocket(
      EpollDriver driver,
      int descriptor,
      int generation,
      boolean listens,
      @Nullable SocketAddress peer) {
    super(driver, descriptor, listens, peer);
    this.generation = generation;
  }

  @Override
  protected void await(LoopTask<?> task, Trap<?> trap, Side side) throws Exception {
    // It was registered for both directions when it was made.
    side.await(task, trap);
  }

  void event(int events) {
    boolean last = (events & BOTH_LAST) != 0;
    if (last && isForDatagrams()) {
      // One datagram was refused; the next may not be.
      input.event(false);
      output.event(false);
      return;
    }
    if (last || (events & INPUT) != 0) {
      input.event(last || (events & LAST_INPUT) != 0);
    }
    if (last || (events & Epoll.WRITABLE) != 0) {
      output.event(last);
    }
  }
}
