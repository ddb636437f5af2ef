package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.linux.RingBuffers;
import dev.gonzo.trap.Trap;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of the uring driver, and its requests. Kernel thread only. */
final class UringSocket extends LinuxSocket {
  private final Requests requests;

  /** For a connection. */
  final Arrival arrival;

  // Made when they are first needed: most connections can always send.
  private @Nullable Readiness toTake;
  private @Nullable Readiness toGive;

  UringSocket(
      UringDriver driver,
      Requests requests,
      RingBuffers buffers,
      int descriptor,
      boolean listens,
      @Nullable InetSocketAddress peer) {
    super(driver, descriptor, listens, peer);
    this.requests = requests;
    arrival = new Arrival(this, buffers);
  }

  @Override
  protected void await(LoopTask<?> task, Trap<?> trap, Side side) throws Exception {
    Readiness readiness = side == input ? toTake() : toGive();
    if (!readiness.isUnderWay()) {
      requests.begin(readiness);
    }
    Object _ = side.await(task, trap);
  }

  private Readiness toTake() {
    if (toTake == null) {
      toTake = new Readiness(descriptor, Epoll.READABLE | Epoll.PEER_FINISHED, input);
    }
    return toTake;
  }

  private Readiness toGive() {
    if (toGive == null) {
      toGive = new Readiness(descriptor, Epoll.WRITABLE, output);
    }
    return toGive;
  }

  /** Asks for the end of all its requests; true if any was under way. */
  boolean cancelRequests() {
    boolean any = cancel(arrival);
    any |= toTake != null && cancel(toTake);
    any |= toGive != null && cancel(toGive);
    return any;
  }

  private boolean cancel(Request request) {
    requests.cancel(request);
    return request.isUnderWay();
  }
}
