package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Buffers that a driver lends to Linux: a receive takes one when its bytes have come, and so those
 * that wait hold none. Who has looked at the bytes gives the buffer back.
 *
 * <p>Confined as its {@link Ring}.
 */
public final class RingBuffers implements AutoCloseable {
  private static final int REGISTER = 22;
  private static final int REGISTRATION_BYTES = 40;

  /** {@code struct io_uring_buf}: address, length, number; the tail stands where it has room. */
  private static final int ENTRY_BYTES = 16;

  private static final int LENGTH_AT = 8;
  private static final int NUMBER_AT = 12;
  private static final int TAIL_AT = 14;
  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final Mapping memory;
  private final int count;
  private final int bytes;
  private int tail;

  private RingBuffers(Mapping memory, int count, int bytes) {
    this.memory = memory;
    this.count = count;
    this.bytes = bytes;
  }

  /**
   * Lends buffers.
   *
   * @param calls the kernel's own
   * @param ring for whose requests
   * @param group what the requests call them, from zero
   * @param count how many, a power of two
   * @param bytes how large each is
   * @return the buffers
   * @throws UnsupportedOperationException if this Linux does not borrow; the message tells why
   */
  public static RingBuffers open(SystemCalls calls, Ring ring, int group, int count, int bytes) {
    if (Integer.bitCount(count) != 1 || count > 1 << 15) {
      throw new IllegalArgumentException("count must be a power of two up to 32768, got " + count);
    }
    try {
      var memory = Mapping.fresh(calls, (long) count * (ENTRY_BYTES + bytes));
      MemorySegment registration = calls.memory.allocate(REGISTRATION_BYTES, Long.BYTES);
      registration.set(JAVA_LONG, 0, memory.address());
      registration.set(JAVA_INT, 8, count);
      registration.set(JAVA_SHORT, 12, (short) group);
      int result = ring.register(REGISTER, registration.address(), 1);
      if (result < 0) {
        memory.close();
        throw new CallRefused("lend it buffers", result);
      }
      var buffers = new RingBuffers(memory, count, bytes);
      for (int i = 0; i < count; i++) {
        buffers.giveBack(i);
      }
      return buffers;
    } catch (CallRefused refused) {
      throw new UnsupportedOperationException(RingRefusal.of(refused), refused);
    }
  }

  /** {@return how large each is} */
  public int bytes() {
    return bytes;
  }

  /**
   * Copies what Linux has put into a buffer.
   *
   * @param number which
   * @param from the first byte of it, from zero
   * @param to whereto
   * @param offset the first place to fill
   * @param length how many bytes
   */
  public void copy(int number, int from, byte[] to, int offset, int length) {
    MemorySegment.copy(memory.segment, JAVA_BYTE, place(number) + from, to, offset, length);
  }

  /**
   * Lends a buffer anew.
   *
   * @param number which
   */
  public void giveBack(int number) {
    long entry = (long) (tail & count - 1) * ENTRY_BYTES;
    memory.segment.set(JAVA_LONG, entry, memory.address() + place(number));
    memory.segment.set(JAVA_INT, entry + LENGTH_AT, bytes);
    memory.segment.set(JAVA_SHORT, entry + NUMBER_AT, (short) number);
    tail++;
    SHORT.setRelease(memory.segment, (long) TAIL_AT, (short) tail);
  }

  private long place(int number) {
    return (long) count * ENTRY_BYTES + (long) number * bytes;
  }

  /** Frees the memory. Only when the ring is closed, and none of its requests is under way. */
  @Override
  public void close() {
    memory.close();
  }
}
