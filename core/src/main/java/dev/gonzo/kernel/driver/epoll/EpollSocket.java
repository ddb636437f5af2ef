package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.driver.ReadinessSocket;
import dev.gonzo.kernel.driver.linux.Epoll;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of the epoll driver: a connection or a listener. Kernel thread only. */
final class EpollSocket extends ReadinessSocket {
  static final int INTEREST =
      Epoll.READABLE | Epoll.WRITABLE | Epoll.PEER_FINISHED | Epoll.EDGE_TRIGGERED;

  private static final int INPUT = Epoll.READABLE | Epoll.PEER_FINISHED;
  private static final int LAST_INPUT = Epoll.PEER_FINISHED;
  private static final int BOTH_LAST = Epoll.FAILED | Epoll.HUNG_UP;

  final EpollDriver driver;
  final int descriptor;
  // Tells this socket from those that had the same descriptor before it.
  final int generation;
  // Of a connection, known from its making.
  final @Nullable InetSocketAddress peer;

  EpollSocket(
      EpollDriver driver,
      int descriptor,
      int generation,
      boolean listens,
      @Nullable InetSocketAddress peer) {
    super(listens);
    this.driver = driver;
    this.descriptor = descriptor;
    this.generation = generation;
    this.peer = peer;
  }

  void event(int events) {
    boolean last = (events & BOTH_LAST) != 0;
    if (last || (events & INPUT) != 0) {
      input.event(last || (events & LAST_INPUT) != 0);
    }
    if (last || (events & Epoll.WRITABLE) != 0) {
      output.event(last);
    }
  }
}
