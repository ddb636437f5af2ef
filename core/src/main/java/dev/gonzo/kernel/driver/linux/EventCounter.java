package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A counter that any thread can add to and that an {@link Epoll} can wait for: Linux's eventfd.
 *
 * <p>If it is registered edge-triggered it need not be drained: each signal is a new edge.
 */
public final class EventCounter implements AutoCloseable {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1L);

  private final SystemCalls calls;
  private final int descriptor;
  private final MemorySegment count;

  /**
   * Counts the owner, until it closes, and each thread that is signalling. The last one closes the
   * descriptor.
   */
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Kernel thread only. */
  private boolean closed;

  private EventCounter(SystemCalls calls, int descriptor) {
    this.calls = calls;
    this.descriptor = descriptor;
    count = calls.memory.allocate(JAVA_LONG);
  }

  /**
   * Opens a counter at zero.
   *
   * @param calls the system calls of the kernel
   * @return the counter
   * @throws IOException if the system refuses, for example because too many files are open
   */
  public static EventCounter open(SystemCalls calls) throws IOException {
    int flags = EFD_CLOEXEC | EFD_NONBLOCK;
    int result = calls.brief(CallNumbers.EVENTFD2, 0, flags, 0);
    if (result < 0) {
      throw CallFailures.of("open an event counter", result);
    }
    return new EventCounter(calls, result);
  }

  /** {@return the descriptor, to register with an {@link Epoll}} */
  public int descriptor() {
    return descriptor;
  }

  /**
   * Adds one, which ends a wait for the counter. Any thread may call it, also during and after
   * {@link #close()}: it never writes to a descriptor that has been reused by then.
   *
   * @return whether the counter was still open
   */
  public boolean signal() {
    int held;
    do {
      held = holders.get();
      if (held == 0) {
        return false;
      }
    } while (!holders.compareAndSet(held, held + 1));
    try {
      // It fails only if the counter is full, and then a wake-up is already on its way.
      SystemCalls.unread(CallNumbers.WRITE, descriptor, ONE.address(), JAVA_LONG.byteSize());
    } finally {
      release();
    }
    return true;
  }

  /**
   * Sets the counter back to zero. Kernel thread only.
   *
   * @return how often it was signalled since the last time, zero if not at all, or the negated
   *     error number
   */
  public long drain() {
    int result = calls.brief(CallNumbers.READ, descriptor, count.address(), JAVA_LONG.byteSize());
    if (result > 0) {
      return count.get(JAVA_LONG, 0);
    }
    return result == -ErrorNumber.EAGAIN ? 0 : result;
  }

  /** Closes the counter, as soon as no thread is signalling. Kernel thread only; idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }

  private void release() {
    if (holders.decrementAndGet() == 0) {
      SystemCalls.unread(CallNumbers.CLOSE, descriptor, 0, 0);
    }
  }
}
