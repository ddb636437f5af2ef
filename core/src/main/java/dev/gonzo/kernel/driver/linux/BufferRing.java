package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Buffers from which Linux takes one when bytes arrive, so that a connection that waits needs none
 * of its own.
 *
 * <p>There are few, so that they stay in the processor's cache: a completion's bytes are copied out
 * at once, and its buffer is given back. When all of them were in use, there are twice as many from
 * then on, up to a limit; a receive that finds none fails with ENOBUFS.
 *
 * <p>Confined to one thread at a time, like its {@link SystemCalls}.
 */
public final class BufferRing implements AutoCloseable {
  /** The size of a buffer. */
  public static final int BYTES = 4096;

  /** How many there are at first, and are added at a time. */
  public static final int FEW = 64;

  /** How many there may be: 1 MiB in all, which fits into the cache of a processor's core. */
  public static final int MOST = 256;

  private static final int GROUP = 0;
  private static final int BUFFER_SHIFT = 16; // in the flags of a completion
  private static final int ENTRY_BYTES = 16; // struct io_uring_buf
  private static final int LENGTH_AT = 8;
  private static final int NUMBER_AT = 12;
  private static final long TAIL_AT = 14; // in place of the padding of the first entry
  private static final int REGISTRATION_BYTES = 40; // struct io_uring_buf_reg
  private static final int ENTRIES_AT = 8;
  private static final int GROUP_AT = 12;
  private static final int IORING_REGISTER_PBUF_RING = 22;
  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final SystemCalls calls;
  private final Mapping entries;
  private final int few;
  private final int most;
  private final @Nullable Mapping[] buffers;
  private int made;
  private short tail;

  private BufferRing(SystemCalls calls, Mapping entries, int few, int most) {
    this.calls = calls;
    this.entries = entries;
    this.few = few;
    this.most = most;
    buffers = new @Nullable Mapping[most / few];
  }

  /**
   * Creates buffers, and registers them with a ring. They must be closed after the ring.
   *
   * @param calls the system calls of the kernel
   * @param ring the ring
   * @param few how many there are at first, and are added at a time
   * @param most how many there may be; a power of two, and a multiple of the first number
   * @return the buffers; empty if this Linux does not support them, or has no memory for them
   */
  public static Optional<BufferRing> register(SystemCalls calls, Ring ring, int few, int most) {
    BufferRing opened = null;
    try {
      Mapping entries = Mapping.fresh(calls, (long) most * ENTRY_BYTES);
      opened = new BufferRing(calls, entries, few, most);
      MemorySegment registration = calls.memory.allocate(REGISTRATION_BYTES, Long.BYTES);
      registration.set(JAVA_LONG, 0, entries.address());
      registration.set(JAVA_INT, ENTRIES_AT, most);
      registration.set(JAVA_SHORT, GROUP_AT, (short) GROUP);
      int result = ring.register(IORING_REGISTER_PBUF_RING, registration.address(), 1);
      if (result >= 0 && opened.grow()) {
        return Optional.of(opened);
      }
    } catch (CallRefused noMemory) {
      // Then there are none.
    }
    if (opened != null) {
      opened.close();
    }
    return Optional.empty();
  }

  /** The number by which a request names them. */
  int group() {
    return GROUP;
  }

  /**
   * Adds buffers, for when all were in use.
   *
   * @return false if there are as many as there may be, or there is no memory
   */
  public boolean grow() {
    if (made == most) {
      return false;
    }
    try {
      buffers[made / few] = Mapping.fresh(calls, (long) few * BYTES);
    } catch (CallRefused noMemory) {
      return false;
    }
    for (int i = 0; i < few; i++) {
      offer(made++);
    }
    return true;
  }

  /**
   * Returns the buffer that a completion names.
   *
   * @param flags the flags of the completion of a receive whose result was positive
   * @return its memory
   */
  public MemorySegment buffer(int flags) {
    return memory(flags >>> BUFFER_SHIFT);
  }

  /**
   * Gives the buffer that a completion names back to Linux.
   *
   * @param flags the flags of the completion, whose bytes are not used any more
   */
  public void giveBack(int flags) {
    offer(flags >>> BUFFER_SHIFT);
  }

  private MemorySegment memory(int number) {
    Mapping chunk = buffers[number / few];
    if (chunk == null) {
      throw new AssertionError("a completion with a buffer that does not exist");
    }
    return chunk.segment.asSlice((long) (number % few) * BYTES, BYTES);
  }

  private void offer(int number) {
    MemorySegment to = entries.segment;
    long at = (long) (tail & most - 1) * ENTRY_BYTES;
    to.set(JAVA_LONG, at, memory(number).address());
    to.set(JAVA_INT, at + LENGTH_AT, BYTES);
    to.set(JAVA_SHORT, at + NUMBER_AT, (short) number);
    SHORT.setRelease(to, TAIL_AT, ++tail);
  }

  /** Frees the memory; no request may use it any more. Idempotent. */
  @Override
  public void close() {
    for (Mapping chunk : buffers) {
      if (chunk != null) {
        chunk.close();
      }
    }
    entries.close();
  }
}
