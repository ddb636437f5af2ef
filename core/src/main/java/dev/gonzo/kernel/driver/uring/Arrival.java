package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.linux.CallFailures;
import dev.gonzo.kernel.driver.linux.ErrorNumber;
import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.driver.linux.RingBuffers;
import dev.gonzo.trap.Receive;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that come next to a connection: asked for when a task has to wait, and copied to that
 * task's buffer when they are there.
 *
 * <p>A task that is cancelled leaves the request as it is: it owns no memory while it waits, and
 * the next receive needs one just the same. What it brings when nobody waits is kept here.
 */
final class Arrival extends Request {
  private final UringSocket socket;
  private final RingBuffers buffers;
  private int most;
  // Whoever waits now, and has not been cancelled.
  private @Nullable Receive asked;
  private byte @Nullable [] kept;
  private int keptFrom;
  private int failure;

  Arrival(UringSocket socket, RingBuffers buffers) {
    this.socket = socket;
    this.buffers = buffers;
  }

  /** Whether something is here already, be it a failure. */
  boolean isHere() {
    return kept != null || failure < 0;
  }

  /** Takes what is here already. */
  int take(Receive asked) throws IOException {
    if (failure < 0) {
      int result = failure;
      failure = 0;
      throw CallFailures.of("receive from " + socket.peer, result);
    }
    byte[] bytes = kept;
    if (bytes == null) {
      throw new AssertionError("nothing has arrived");
    }
    int count = Math.min(asked.length(), bytes.length - keptFrom);
    System.arraycopy(bytes, keptFrom, asked.buffer(), asked.offset(), count);
    keptFrom += count;
    if (keptFrom == bytes.length) {
      kept = null;
      keptFrom = 0;
    }
    return count;
  }

  /**
   * Waits for bytes. On the task's own stack.
   *
   * @return how many came, or 0 if something else did, which is to be looked at
   */
  int await(LoopTask<?> task, Receive asked, Requests requests) throws Exception {
    if (!isUnderWay()) {
      most = Math.min(asked.length(), buffers.bytes());
      requests.begin(this);
    }
    this.asked = asked;
    try {
      return socket.input.await(task, asked) instanceof Integer count ? count : 0;
    } finally {
      this.asked = null;
    }
  }

  @Override
  boolean submit(Ring ring, long data) {
    return ring.receive(socket.descriptor, most, UringDriver.BUFFER_GROUP, data);
  }

  @Override
  void completed(int result, int flags) {
    int buffer = Ring.buffer(flags);
    if (result > 0) {
      if ((flags & Ring.MORE_TO_RECEIVE) != 0) {
        socket.input.becomeReady();
      }
      arrived(buffer, result);
    } else if (result == 0) {
      socket.input.event(true);
    } else {
      failed(result);
    }
    if (buffer >= 0) {
      buffers.giveBack(buffer);
    }
  }

  private void arrived(int buffer, int count) {
    Receive waiting = asked;
    // A shorter receive than the one that began this may have taken its place.
    int direct =
        waiting == null || !socket.input.isAwaited() ? 0 : Math.min(count, waiting.length());
    if (waiting != null && direct > 0) {
      buffers.copy(buffer, 0, waiting.buffer(), waiting.offset(), direct);
    }
    if (direct < count && !socket.isClosed()) {
      kept = new byte[count - direct];
      buffers.copy(buffer, direct, kept, 0, count - direct);
    }
    if (direct > 0) {
      socket.input.answer(direct);
    }
  }

  private void failed(int result) {
    switch (-result) {
      // All buffers were lent out: the task's own will do. Or it was cancelled by a close.
      case ErrorNumber.ENOBUFS, ErrorNumber.EAGAIN, ErrorNumber.EINTR, ErrorNumber.ECANCELED -> {}
      default -> failure = result;
    }
    socket.input.event(false);
  }
}
