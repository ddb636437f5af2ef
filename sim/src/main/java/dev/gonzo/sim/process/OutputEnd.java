package dev.gonzo.sim.process;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.driver.ready.ReadyHandle;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.NetTrap.Send;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The end of a pipe to which a kernel writes, or an output of a process. */
final class OutputEnd extends ReadyHandle {
  static final ReadinessLoop<OutputEnd, Send, Integer> SEND =
      ReadinessLoop.output(
          (asked, end) -> end.write(asked.buffer(), asked.offset(), asked.length()));

  private final Object owner;
  private final Sink sink;
  private final String whenBroken;
  private @Nullable Thread blocked;

  /**
   * Opens an end.
   *
   * @param owner whose tasks may use it
   * @param sink where the bytes go
   * @param whenBroken the message of the failure when nothing reads them any more
   */
  OutputEnd(Object owner, Sink sink, String whenBroken) {
    super(new Direction("receive"), new Direction("send"), InputEnd.WHEN_CLOSED);
    this.owner = owner;
    this.sink = sink;
    this.whenBroken = whenBroken;
    sink.opened(this);
  }

  boolean isOf(Object someone) {
    return owner == someone;
  }

  Sink sink() {
    return sink;
  }

  private @Nullable Integer write(byte[] bytes, int offset, int length) throws IOException {
    int count = sink.write(bytes, offset, length);
    if (count == Sink.BROKEN) {
      throw new BrokenPipeException(whenBroken, null);
    }
    return count == Sink.WAIT ? null : Integer.valueOf(count);
  }

  /**
   * Writes all bytes, and blocks the calling thread, which is no task's, while there is no room.
   */
  void writeBlocking(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      requireOpen();
      Integer count = write(bytes, offset + done, length - done);
      if (count == null) {
        blocked = Thread.currentThread();
        LockSupport.park(this);
        blocked = null;
      } else {
        done += count;
      }
    }
  }

  /** There is room for bytes, or nothing reads them any more. */
  void hasRoom(boolean isBroken) {
    output.event(isBroken);
    LockSupport.unpark(blocked);
  }

  void close() {
    if (!isClosed()) {
      markClosed();
      sink.closed(this);
      LockSupport.unpark(blocked);
    }
  }
}
