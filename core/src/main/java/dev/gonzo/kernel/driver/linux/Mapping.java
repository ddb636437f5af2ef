package dev.gonzo.kernel.driver.linux;

import java.lang.foreign.MemorySegment;

/**
 * Memory mapped by Linux, aligned to a page: shared with the system, or new and zeroed.
 *
 * <p>Accesses are not checked, so that they cost what they cost in C; the owner must not use it
 * after {@link #close}.
 */
final class Mapping implements AutoCloseable {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
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
   * Maps the shared memory of a descriptor.
   *
   * @throws CallRefused if the system refuses
   */
  static Mapping shared(SystemCalls calls, int descriptor, long offset, long bytes)
      throws CallRefused {
    return of(
        calls, calls.map(bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, descriptor, offset), bytes);
  }

  /**
   * Maps new memory; the system provides only the pages that are used.
   *
   * @throws CallRefused if the system refuses
   */
  static Mapping fresh(SystemCalls calls, long bytes) throws CallRefused {
    return of(
        calls, calls.map(bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, NO_DESCRIPTOR, 0), bytes);
  }

  private static Mapping of(SystemCalls calls, long address, long bytes) throws CallRefused {
    if (address < 0) {
      throw new CallRefused("map memory", (int) address);
    }
    return new Mapping(calls, address, bytes);
  }

  /** {@return its address} */
  long address() {
    return address;
  }

  /** Unmaps it. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      int _ = calls.brief(CallNumbers.MUNMAP, address, bytes, 0);
    }
  }
}
