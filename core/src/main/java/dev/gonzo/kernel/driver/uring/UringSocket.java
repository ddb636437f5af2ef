package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.ready.Direction;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of the uring driver, and its requests. Kernel thread only. */
final class UringSocket extends LinuxSocket {
  private final Requests requests;

  // Each is created when it is first needed, since most connections can always send.
  private @Nullable Readiness toTake;
  private @Nullable Readiness toGive;

  UringSocket(
      UringDriver driver,
      Requests requests,
      int descriptor,
      boolean listens,
      @Nullable SocketAddress peer) {
    super(driver, descriptor, listens, peer);
    this.requests = requests;
  }

  @Override
  protected void expect(Direction direction) {
    Readiness readiness = direction == input ? toTake() : toGive();
    if (!readiness.isUnderWay()) {
      requests.begin(readiness);
    }
  }

  /** Each wait begins with a check of the present state, so no event is missed. */
  @Override
  protected void tookLessThanRoom() {
    input.drained();
  }

  private Readiness toTake() {
    if (toTake == null) {
      toTake =
          new Readiness(descriptor, Epoll.EPOLLIN | Epoll.EPOLLRDHUP, input, !isForDatagrams());
    }
    return toTake;
  }

  private Readiness toGive() {
    if (toGive == null) {
      toGive = new Readiness(descriptor, Epoll.EPOLLOUT, output, !isForDatagrams());
    }
    return toGive;
  }

  /** Cancels all its requests. Returns true if any was under way. */
  boolean cancelRequests() {
    boolean took = cancel(toTake);
    boolean gave = cancel(toGive);
    return took || gave;
  }

  private boolean cancel(@Nullable Request request) {
    if (request == null || !request.isUnderWay()) {
      return false;
    }
    requests.cancel(request);
    return true;
  }
}
