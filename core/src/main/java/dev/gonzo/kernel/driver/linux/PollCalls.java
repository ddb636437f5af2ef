package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Waits, with ppoll(2), until one of a few descriptors can be read or written.
 *
 * <p>Used by one thread at a time. For a few descriptors that are passed again at each wait; a
 * kernel's sockets use {@link Epoll}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ppoll.2.html">ppoll(2)</a>
 */
public final class PollCalls {
  /** There are bytes to read, or the end, or an error. */
  public static final short POLLIN = 1;

  /** There is room to write, or an error. */
  public static final short POLLOUT = 4;

  private static final int POLLFD_BYTES = 8;
  private static final int EVENTS_OFFSET = 4;
  private static final int REVENTS_OFFSET = 6;

  private final SystemCalls calls;
  private final MemorySegment limit;
  private Arena arena = Arena.ofAuto();
  private MemorySegment entries;

  /**
   * Creates the calls for one thread, without descriptors.
   *
   * @param calls the system calls of the thread
   */
  public PollCalls(SystemCalls calls) {
    this.calls = calls;
    limit = calls.memory.allocate(2L * Long.BYTES, Long.BYTES);
    entries = arena.allocate(16L * POLLFD_BYTES, Long.BYTES);
  }

  /**
   * Sets one of the descriptors to wait for.
   *
   * @param index its index, from 0
   * @param descriptor the descriptor
   * @param events {@link #POLLIN} or {@link #POLLOUT}
   */
  public void set(int index, int descriptor, short events) {
    long offset = (long) index * POLLFD_BYTES;
    if (offset >= entries.byteSize()) {
      arena = Arena.ofAuto();
      MemorySegment more = arena.allocate(2 * entries.byteSize(), Long.BYTES);
      entries = more.copyFrom(entries);
    }
    entries.set(JAVA_INT, offset, descriptor);
    entries.set(JAVA_SHORT, offset + EVENTS_OFFSET, events);
    entries.set(JAVA_SHORT, offset + REVENTS_OFFSET, (short) 0);
  }

  /**
   * Waits until at least one of them is ready.
   *
   * @param count how many descriptors, from the first
   * @param nanos how long; 0 to not wait, negative to wait without limit
   * @return how many are ready, or the negated error number
   */
  public int await(int count, long nanos) {
    long timeout = 0;
    if (nanos >= 0) {
      limit.set(JAVA_LONG, 0, TimeUnit.NANOSECONDS.toSeconds(nanos));
      limit.set(JAVA_LONG, Long.BYTES, nanos % TimeUnit.SECONDS.toNanos(1));
      timeout = limit.address();
    }
    return calls.waiting(CallNumbers.PPOLL, entries.address(), count, timeout, 0, 0, 0);
  }

  /**
   * Whether a descriptor was ready at the last {@link #await}.
   *
   * @param index its index
   * @return whether an operation on it would return at once, with any result
   */
  public boolean isReady(int index) {
    return entries.get(JAVA_SHORT, (long) index * POLLFD_BYTES + REVENTS_OFFSET) != 0;
  }
}
