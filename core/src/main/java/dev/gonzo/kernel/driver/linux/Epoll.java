package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * One epoll instance of Linux, which waits for many descriptors at once, with the events of the
 * last wait.
 *
 * <p>Confined to one thread at a time, like its {@link SystemCalls}.
 */
public final class Epoll implements AutoCloseable {
  /** There is something to receive, or a connection to accept, or the end of the stream. */
  public static final int EPOLLIN = 0x1;

  /** An urgent byte has arrived and is still in the queue. */
  public static final int EPOLLPRI = 0x2;

  /** There is room to send, or an attempt to connect has ended. */
  public static final int EPOLLOUT = 0x4;

  /** The descriptor has an error; always reported. */
  public static final int EPOLLERR = 0x8;

  /** Both directions are shut; always reported. */
  public static final int EPOLLHUP = 0x10;

  /** The peer will send no more. */
  public static final int EPOLLRDHUP = 0x2000;

  /** Report each change once, instead of the state at each wait. */
  public static final int EPOLLET = 1 << 31;

  /** For {@link #waitUpTo}: until something happens. */
  public static final long FOREVER = -1;

  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final long NO_SIGNAL_MASK = 0;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * The offset of the caller's 64 bits in {@code struct epoll_event}, in bytes; with its size
   * below.
   */
  private static final int DATA_OFFSET = dataOffset(System.getProperty("os.arch", ""));

  private static final int EVENT_BYTES = DATA_OFFSET + Long.BYTES;

  private final SystemCalls calls;
  private final int descriptor;
  private final int capacity;
  private final MemorySegment events;
  private final MemorySegment wanted;
  private final MemorySegment limit;

  /** Whether waits are in nanoseconds, which needs Linux 5.11. */
  private boolean exact;

  private boolean closed;

  private Epoll(SystemCalls calls, int descriptor, int capacity, boolean exact) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.capacity = capacity;
    this.exact = exact;
    events = calls.memory.allocate((long) capacity * EVENT_BYTES, Long.BYTES);
    wanted = calls.memory.allocate(EVENT_BYTES, Long.BYTES);
    limit = calls.memory.allocate(2L * Long.BYTES, Long.BYTES);
  }

  /**
   * Opens an epoll instance.
   *
   * @param calls the system calls of the kernel
   * @param capacity how many events one wait can return at most, 1 or more
   * @return the epoll instance
   * @throws IOException if the system refuses, for example because too many files are open
   */
  public static Epoll open(SystemCalls calls, int capacity) throws IOException {
    return open(calls, capacity, true);
  }

  static Epoll open(SystemCalls calls, int capacity, boolean exact) throws IOException {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
    int result = calls.brief(CallNumbers.EPOLL_CREATE1, EPOLL_CLOEXEC, 0, 0);
    if (result < 0) {
      throw CallFailures.of("open an epoll instance", result);
    }
    return new Epoll(calls, result, capacity, exact);
  }

  /**
   * Starts watching a descriptor.
   *
   * @param watched the descriptor
   * @param interest the events to report, or'ed together
   * @param data the number that {@link #data} returns for its events
   * @return zero, or the negated error number
   */
  public int add(int watched, int interest, long data) {
    return control(EPOLL_CTL_ADD, watched, interest, data);
  }

  /**
   * Changes the events to report for a watched descriptor; an event that holds now is reported
   * again.
   *
   * @param watched the descriptor
   * @param interest the events to report, or'ed together
   * @param data the number that {@link #data} returns for its events
   * @return zero, or the negated error number
   */
  public int modify(int watched, int interest, long data) {
    return control(EPOLL_CTL_MOD, watched, interest, data);
  }

  /**
   * Stops watching a descriptor. Closing a descriptor has the same effect, if no other process
   * shares it.
   *
   * @param watched the descriptor
   * @return zero, or the negated error number
   */
  public int remove(int watched) {
    return control(EPOLL_CTL_DEL, watched, 0, 0);
  }

  /**
   * Checks for events without waiting.
   *
   * @return how many there are, or the negated error number
   */
  public int poll() {
    return uninterrupted(
        calls.brief(
            CallNumbers.EPOLL_PWAIT, descriptor, events.address(), capacity, 0, NO_SIGNAL_MASK));
  }

  /**
   * Waits for events. Never returns early because of a coarse clock; a signal can end it, with zero
   * events.
   *
   * @param nanos how long at most, in nanoseconds; {@link #FOREVER} or any negative value to wait
   *     without limit
   * @return how many events there are, zero if none came, or the negated error number
   */
  public int waitUpTo(long nanos) {
    if (nanos == 0) {
      return poll();
    }
    if (exact) {
      int result = waitExactly(nanos);
      // Old kernels do not have the call, and old sandboxes forbid calls that they do not know.
      if (result != -ErrorNumber.ENOSYS && result != -ErrorNumber.EPERM) {
        return result;
      }
      exact = false;
    }
    return uninterrupted(
        calls.waiting(
            CallNumbers.EPOLL_PWAIT,
            descriptor,
            events.address(),
            capacity,
            millisAtLeast(nanos),
            NO_SIGNAL_MASK,
            0));
  }

  /**
   * Returns the caller's number for an event of the last wait.
   *
   * @param index the index of the event, from 0 up to the result of the wait
   * @return the data that was given to {@link #add} or {@link #modify}
   */
  public long data(int index) {
    return events.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_BYTES + DATA_OFFSET);
  }

  /**
   * Returns an event of the last wait.
   *
   * @param index the index of the event, from 0 up to the result of the wait
   * @return the events, or'ed together
   */
  public int events(int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * EVENT_BYTES);
  }

  /** Closes the instance, but not the watched descriptors. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.close(descriptor);
    }
  }

  /** Only x86_64 packs the structure, so that 32-bit programs can share it. */
  static int dataOffset(String processor) {
    return CallNumbers.isX86(processor) ? 4 : 8;
  }

  /** Milliseconds, rounded up, so that no timer fires early; negative values stay "forever". */
  static int millisAtLeast(long nanos) {
    if (nanos < 0) {
      return -1;
    }
    long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  private int waitExactly(long nanos) {
    long timeout = 0;
    if (nanos > 0) {
      timeout = limit.address();
      limit.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
      limit.set(JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
    }
    return uninterrupted(
        calls.waiting(
            CallNumbers.EPOLL_PWAIT2,
            descriptor,
            events.address(),
            capacity,
            timeout,
            NO_SIGNAL_MASK,
            0));
  }

  private int uninterrupted(int result) {
    // Only the caller knows the deadline, so it must wait again.
    return result == -ErrorNumber.EINTR ? 0 : result;
  }

  private int control(int operation, int watched, int interest, long data) {
    // In memory of its own: the events of the last wait may still be in use.
    wanted.set(JAVA_INT_UNALIGNED, 0, interest);
    wanted.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
    return calls.brief(CallNumbers.EPOLL_CTL, descriptor, operation, watched, wanted.address(), 0);
  }
}
