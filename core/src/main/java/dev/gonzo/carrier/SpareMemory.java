package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * Memory that is kept for the moment when the heap is full. The JDK needs a few bytes to let a
 * virtual thread go on; without them it tries again for ever. If a task has filled the heap, the
 * thread that is to take the baton from it would never run, and nobody could free what the task
 * holds.
 */
final class SpareMemory {
  private static final int BYTES = 1 << 16;
  private static final int NEEDED_BYTES = 128;
  private static final int ROOM_BYTES = 8 * BYTES;

  /** A full heap is collected again by each attempt, so there are few. */
  private static final int CALLS_BETWEEN_ATTEMPTS = 1_000;

  // Both are fields so that the compiler cannot leave the allocations out.
  private static volatile byte @Nullable [] spare = new byte[BYTES];

  @SuppressWarnings("UnusedVariable") // written, so that it is allocated
  private static volatile byte @Nullable [] needed;

  // Several threads may count, and lose some.
  private static int calls;

  private SpareMemory() {}

  /** Frees what is kept if there is no other memory. Before a thread is woken. */
  static void freeIfHeapIsFull() {
    try {
      needed = new byte[NEEDED_BYTES];
      needed = null;
    } catch (OutOfMemoryError full) {
      spare = null;
    }
  }

  /** Keeps some again, now and then, when there is room for much more than what was freed. */
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
