package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.trap.Trap;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the epoll driver: a connection or a listener. Kernel thread only.
 *
 * <p>Discussion: when a short receive proves that nothing is left. The events are edges, so one
 * that is taken for a proof and is none leaves the receiver waiting beside bytes that are there. A
 * Unix stream ends a receive at each message that carries descriptors or comes from another writer;
 * a pipe ends a read at each packet if the writer has set O_DIRECT. TCP ends one only where its
 * queue is empty, at the end of the stream, or at an urgent byte. The end is an event that stays
 * (PEER_FINISHED). An urgent byte is shown by each event that is told while the byte is in the
 * queue; if it came after the last event, another event is on its way. So for TCP without an urgent
 * byte a short receive is a proof, and an echo costs one receive a message; in all other cases the
 * next receive tries, and only EAGAIN is the proof.
 */
final class EpollSocket extends LinuxSocket {
  static final int INTEREST =
      Epoll.READABLE | Epoll.WRITABLE | Epoll.URGENT | Epoll.PEER_FINISHED | Epoll.EDGE_TRIGGERED;

  private static final int INPUT = Epoll.READABLE | Epoll.PEER_FINISHED;
  private static final int LAST_INPUT = Epoll.PEER_FINISHED;
  private static final int BOTH_LAST = Epoll.FAILED | Epoll.HUNG_UP;

  // Whether a short receive proves that the queue is empty.
  private boolean shortMeansEmpty;

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
    shortMeansEmpty = peer instanceof InetSocketAddress;
  }

  @Override
  protected void tookLessThanRoom() {
    if (shortMeansEmpty) {
      input.exhausted();
    }
  }

  @Override
  protected void await(LoopTask<?> task, Trap<?> trap, Side side) throws Exception {
    // It was registered for both directions when it was made.
    side.await(task, trap);
  }

  void event(int events) {
    if ((events & Epoll.URGENT) != 0) {
      shortMeansEmpty = false;
    }
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
