package dev.gonzo.kernel.driver.linux;

import java.lang.foreign.MemorySegment;

/**
 * A piece of memory that Linux mapped, at the start of a page: shared with it, or fresh and zero.
 *
 * <p>Nothing guards against a use after {@link #close}: its owner does not, and so each access
 * costs what it costs in C.
 */
final class Mapping implements AutoCloseable {
  private static final int READ_AND_WRITE = 3;
  private static final int SHARED_AND_PRESENT = 0x8001;
  private static final int PRIVATE_AND_ANONYMOUS = 0x22;
  private static final int NO_DESCRIPTOR = -1;

  private final SystemCalls calls;
  private final long address;
  private final long bytes;
  private boolean closed;

  /** The memory. */
  final MemorySegment segment;

  @SuppressWarnings("restricted") // the flag that allows it is checked by SystemCalls
  private Mapping(SystemCalls calls, long address, long bytes) {
    this.calls = calls;
    this.address = address;
    this.bytes = bytes;
    segment = MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /**
   * Maps what a descriptor shares.
   *
   * @throws CallRefused if the system refuses
   */
  static Mapping shared(SystemCalls calls, int descriptor, long offset, long bytes)
      throws CallRefused {
    return of(
        calls, calls.map(bytes, READ_AND_WRITE, SHARED_AND_PRESENT, descriptor, offset), bytes);
  }

  /**
   * Maps fresh memory; only what is touched is taken from the system.
   *
   * @throws CallRefused if the system refuses
   */
  static Mapping fresh(SystemCalls calls, long bytes) throws CallRefused {
    return of(
        calls, calls.map(bytes, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, NO_DESCRIPTOR, 0), bytes);
  }

  private static Mapping of(SystemCalls calls, long address, long bytes) throws CallRefused {
    if (address < 0) {
      throw new CallRefused("map memory", (int) address);
    }
    return new Mapping(calls, address, bytes);
  }

  /** {@return where it begins} */
  long address() {
    return address;
  }

  /** Gives it back. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      int _ = calls.brief(CallNumbers.MUNMAP, address, bytes, 0);
    }
  }
}
