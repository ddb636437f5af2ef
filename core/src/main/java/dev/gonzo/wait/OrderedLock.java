package dev.gonzo.wait;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lock of a universal object. The order in which it is taken may be noted. */
final class OrderedLock {
  private static volatile @Nullable SharedSteps noted;

  private final ReentrantLock lock = new ReentrantLock();
  // Those that gave it its number: for later ones it has none. Null if nothing noted its creation.
  private final @Nullable SharedSteps notes = noted;
  private final long number = notes == null ? 0 : notes.number();
  // Under the lock.
  private long steps;

  static void note(@Nullable SharedSteps steps) {
    noted = steps;
  }

  static boolean areStepsNoted() {
    return noted != null;
  }

  void lock() {
    lock.lock();
    if (notes != null && notes == noted) {
      takeNext(notes);
    }
  }

  private void takeNext(SharedSteps notes) {
    while (!mayTakeNext(notes)) {
      lock.unlock();
      notes.await(number);
      lock.lock();
    }
    steps++;
  }

  /**
   * If it fails, for want of memory, the lock is given back: its callers do not know they have it.
   */
  private boolean mayTakeNext(SharedSteps notes) {
    try {
      return notes.mayTake(number, steps);
    } catch (Throwable failure) {
      lock.unlock();
      throw failure;
    }
  }

  void unlock() {
    lock.unlock();
  }
}
