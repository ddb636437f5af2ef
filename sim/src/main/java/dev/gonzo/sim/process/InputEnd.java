package dev.gonzo.sim.process;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.driver.ready.ReadyHandle;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.NetTrap.Receive;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The end of a pipe from which a kernel reads, or the standard input of a process. */
final class InputEnd extends ReadyHandle {
  static final String WHEN_CLOSED = "the pipe is closed on our side, or was handed over";

  static final ReadinessLoop<InputEnd, Receive, Integer> RECEIVE =
      ReadinessLoop.inputByLoop(
          (asked, end) -> end.read(asked.buffer(), asked.offset(), asked.length()));

  static final ReadinessLoop<InputEnd, ReadStandardInput, Integer> STANDARD =
      ReadinessLoop.inputByLoop(
          (asked, end) -> end.read(asked.buffer(), asked.offset(), asked.length()));

  private final Object owner;
  private final Source source;
  private @Nullable Thread blocked;

  InputEnd(Object owner, Source source) {
    super(new Direction("receive"), new Direction("send"), WHEN_CLOSED);
    this.owner = owner;
    this.source = source;
    source.opened(this);
  }

  boolean isOf(Object someone) {
    return owner == someone;
  }

  Source source() {
    return source;
  }

  private @Nullable Integer read(byte[] buffer, int offset, int length) throws IOException {
    int count = source.read(buffer, offset, length);
    return count == Source.WAIT ? null : Integer.valueOf(count);
  }

  /** Reads, and blocks the calling thread, which is no task's, while there is nothing. */
  int readBlocking(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      requireOpen();
      Integer count = read(buffer, offset, length);
      if (count != null) {
        return count;
      }
      blocked = Thread.currentThread();
      LockSupport.park(this);
      blocked = null;
    }
  }

  /** Something has arrived: bytes, or the end. */
  void arrived(boolean isEnd) {
    input.event(isEnd);
    LockSupport.unpark(blocked);
  }

  void close() {
    if (!isClosed()) {
      markClosed();
      source.closed(this);
      LockSupport.unpark(blocked);
    }
  }
}
