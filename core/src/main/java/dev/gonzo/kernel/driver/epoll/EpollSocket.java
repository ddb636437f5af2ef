package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.trap.Handle;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A socket of the epoll driver: a connection or a listener. Kernel thread only. */
final class EpollSocket extends Handle {
  static final int INTEREST =
      Epoll.READABLE | Epoll.WRITABLE | Epoll.PEER_FINISHED | Epoll.EDGE_TRIGGERED;

  private static final int INPUT = Epoll.READABLE | Epoll.PEER_FINISHED;
  private static final int LAST_INPUT = Epoll.PEER_FINISHED;
  private static final int BOTH_LAST = Epoll.FAILED | Epoll.HUNG_UP;

  final EpollDriver driver;
  final int descriptor;
  // Tells this socket from those that had the same descriptor before it.
  final int generation;
  final boolean listens;
  final Side input;
  final Side output = new Side("send");
  // Of a connection, known from its making.
  final @Nullable InetSocketAddress peer;
  private boolean closed;

  EpollSocket(
      EpollDriver driver,
      int descriptor,
      int generation,
      boolean listens,
      @Nullable InetSocketAddress peer) {
    this.driver = driver;
    this.descriptor = descriptor;
    this.generation = generation;
    this.listens = listens;
    this.peer = peer;
    this.input = new Side(listens ? "accept" : "receive");
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

  void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException(
          listens
              ? "the listener is closed: listen anew to accept more connections"
              : "the socket is closed on our side: connect anew");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Wakes whoever waits; the driver closes the descriptor. */
  void markClosed() {
    closed = true;
    input.closed();
    output.closed();
  }
}
