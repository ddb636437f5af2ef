package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * Memory in reserve for a full heap. The JDK needs a few bytes to resume a virtual thread; without
 * them it tries again for ever. It also needs room to save the stack of a virtual thread that
 * parks; without it the thread keeps its carrier thread while it waits. If a task has filled the
 * heap, the thread that should take the baton from it would never run, and the memory that the task
 * holds would never be freed.
 */
final class SpareMemory {
  private static final int BYTES = 1 << 16;
  private static final int NEEDED_BYTES = 128;
  private static final int STACK_BYTES = BYTES / 4;
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
    freeUnlessThereAre(NEEDED_BYTES);
  }

  /**
   * Frees the reserve if there is no other memory to save the stack of a thread that parks. Takes
   * too long for each switch: call it when a thread has waited for some time.
   */
  static void freeIfNoStackCanBeSaved() {
    freeUnlessThereAre(STACK_BYTES);
  }

  private static void freeUnlessThereAre(int bytes) {
    try {
      needed = new byte[bytes];
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
