package dev.gonzo.wait;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lock of a universal object. The order in which it is taken may be noted. */
final class OrderedLock {
  private static volatile @Nullable SharedSteps noted;

  private final ReentrantLock lock = new ReentrantLock();
  // 0 if the order is not noted.
  private final long number;
  // Under the lock.
  private long steps;

  OrderedLock() {
    SharedSteps notes = noted;
    number = notes == null ? 0 : notes.number();
  }

  static void note(@Nullable SharedSteps steps) {
    noted = steps;
  }

  static boolean areStepsNoted() {
    return noted != null;
  }

  void lock() {
    lock.lock();
    SharedSteps notes = noted;
    if (notes != null && number != 0) {
      takeNext(notes);
    }
  }

  private void takeNext(SharedSteps notes) {
    while (!notes.mayTake(number, steps)) {
      lock.unlock();
      notes.await(number);
      lock.lock();
    }
    steps++;
  }

  void unlock() {
    lock.unlock();
  }
}
