package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * Memory in reserve for a full heap. The JDK needs a few bytes to resume a virtual thread; without
 * them it tries again for ever. If a task has filled the heap, the thread that should take the
 * baton from it would never run, and the memory that the task holds would never be freed.
 */
final class SpareMemory {
  private static final int BYTES = 1 << 16;
  private static final int NEEDED_BYTES = 128;
  private static final int ROOM_BYTES = 8 * BYTES;

  /** Few attempts, since each one collects a full heap again. */
  private static final int CALLS_BETWEEN_ATTEMPTS = 1_000;

  // Both are fields, so that the JIT compiler cannot remove the allocations.
  private static volatile byte @Nullable [] spare = new byte[BYTES];

  @SuppressWarnings("UnusedVariable") // written, so that it is allocated
  private static volatile byte @Nullable [] needed;

  // Several threads may count without synchronisation, and lose some counts.
  private static int calls;

  private SpareMemory() {}

  /** Frees the reserve if there is no other memory. Called before a thread is woken. */
  static void freeIfHeapIsFull() {
    try {
      needed = new byte[NEEDED_BYTES];
      needed = null;
    } catch (OutOfMemoryError full) {
      spare = null;
    }
  }

  /** Fills the reserve again, now and then, when there is much more memory than it needs. */
  static void keep() {
    if (spare == null && ++calls % CALLS_BETWEEN_ATTEMPTS == 0) {
      try {
        needed = new byte[ROOM_BYTES];
        needed = null;
        spare = new byte[BYTES];
      } catch (OutOfMemoryError stillFull) {
        needed = null;
      }
    }
  }
}
