package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the epoll driver: a connection or a listener. Kernel thread only.
 *
 * <p>Discussion: when does a short receive prove that nothing is left? Events are edge-triggered,
 * so a wrong conclusion leaves the receiver waiting although there are bytes. A Unix stream ends a
 * receive at each message that carries descriptors or comes from another writer; a pipe ends a read
 * at each packet if the writer has set O_DIRECT. TCP ends a receive only where its queue is empty,
 * at the end of the stream, or at an urgent byte. The end of the stream is an event that stays
 * (PEER_FINISHED). Each event reported while an urgent byte is in the queue shows it; if the byte
 * came after the last event, another event follows. So for TCP without an urgent byte a short
 * receive is a proof, and an echo costs one receive per message. In all other cases the next
 * receive tries again, and only EAGAIN is a proof.
 */
final class EpollSocket extends LinuxSocket {
  static final int INTEREST =
      Epoll.EPOLLIN | Epoll.EPOLLOUT | Epoll.EPOLLPRI | Epoll.EPOLLRDHUP | Epoll.EPOLLET;

  private static final int INPUT = Epoll.EPOLLIN | Epoll.EPOLLRDHUP;
  private static final int LAST_INPUT = Epoll.EPOLLRDHUP;
  private static final int BOTH_LAST = Epoll.EPOLLERR | Epoll.EPOLLHUP;

  // Whether a short receive proves that the queue is empty.
  private boolean shortMeansEmpty;

  // Distinguishes this socket from earlier ones with the same descriptor.
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
      input.drained();
    }
  }

  void event(int events) {
    if ((events & Epoll.EPOLLPRI) != 0) {
      shortMeansEmpty = false;
    }
    boolean last = (events & BOTH_LAST) != 0;
    if (last && isForDatagrams()) {
      // One datagram was refused; the next one may be accepted.
      input.event(false);
      output.event(false);
      return;
    }
    if (last || (events & INPUT) != 0) {
      input.event(last || (events & LAST_INPUT) != 0);
    }
    if (last || (events & Epoll.EPOLLOUT) != 0) {
      output.event(last);
    }
  }
}
