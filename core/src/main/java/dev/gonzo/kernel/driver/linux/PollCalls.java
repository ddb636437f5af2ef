package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Waits until one of some descriptors can be read or written.
 *
 * <p>One thread at a time uses one. For few descriptors that are asked for again each time; a
 * kernel's sockets are with {@link Epoll}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ppoll.2.html">ppoll(2)</a>
 */
public final class PollCalls {
  /** There are bytes, or the end, or an error. */
  public static final short READABLE = 1;

  /** There is room, or an error. */
  public static final short WRITABLE = 4;

  private static final int ENTRY_BYTES = 8;
  private static final int WANTED_OFFSET = 4;
  private static final int FOUND_OFFSET = 6;

  private final SystemCalls calls;
  private final MemorySegment limit;
  private Arena arena = Arena.ofAuto();
  private MemorySegment entries;

  /**
   * Makes one that waits for nothing.
   *
   * @param calls the thread's own
   */
  public PollCalls(SystemCalls calls) {
    this.calls = calls;
    limit = calls.memory.allocate(2L * Long.BYTES, Long.BYTES);
    entries = arena.allocate(16L * ENTRY_BYTES, Long.BYTES);
  }

  /**
   * Says what one of the descriptors is waited for.
   *
   * @param index its place, from 0
   * @param descriptor which one
   * @param events {@link #READABLE} or {@link #WRITABLE}
   */
  public void set(int index, int descriptor, short events) {
    long offset = (long) index * ENTRY_BYTES;
    if (offset >= entries.byteSize()) {
      arena = Arena.ofAuto();
      MemorySegment more = arena.allocate(2 * entries.byteSize(), Long.BYTES);
      entries = more.copyFrom(entries);
    }
    entries.set(JAVA_INT, offset, descriptor);
    entries.set(JAVA_SHORT, offset + WANTED_OFFSET, events);
    entries.set(JAVA_SHORT, offset + FOUND_OFFSET, (short) 0);
  }

  /**
   * Waits.
   *
   * @param count how many descriptors, from the first
   * @param nanos how long; 0 for not at all, negative without limit
   * @return how many can be used, or the negated error number
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
   * Tells whether a descriptor can be used now, after {@link #await}.
   *
   * @param index its place
   * @return whether an operation on it would be back at once, with whatever result
   */
  public boolean isReady(int index) {
    return entries.get(JAVA_SHORT, (long) index * ENTRY_BYTES + FOUND_OFFSET) != 0;
  }
}
