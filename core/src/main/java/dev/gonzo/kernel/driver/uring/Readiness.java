package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.driver.ready.Direction;

/** The request that completes when one direction of a socket is ready again. */
final class Readiness extends Request {
  private static final int LAST = Epoll.EPOLLERR | Epoll.EPOLLHUP;

  private final int descriptor;
  private final int events;
  private final Direction direction;
  // Whether an error or the end is the last event; for datagrams an error is not.
  private final boolean ends;

  Readiness(int descriptor, int events, Direction direction, boolean ends) {
    this.descriptor = descriptor;
    this.events = events;
    this.direction = direction;
    this.ends = ends;
  }

  @Override
  boolean submit(Ring ring, long data) {
    return ring.poll(descriptor, events, data);
  }

  @Override
  void completed(int result, int flags) {
    // If the request failed, the system call will report why; a closed socket has no waiting task
    // left.
    direction.event(ends && result >= 0 && (result & LAST) != 0);
  }
}
