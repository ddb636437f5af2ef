package dev.gonzo.queue;

import dev.gonzo.universal.ToWake;
import dev.gonzo.universal.Waiter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What guards the state of something that is waited for: rule 1 for a local one, whose steps
 * contain no trap; a lock for a universal one. Each step stands between {@link #enter} and {@link
 * #leave}; those whose wait it has completed are woken by {@code leave}, after the lock.
 */
abstract class Guard {
  private static final AtomicLong NUMBERS = new AtomicLong();

  // The order in which a select locks several; of universal ones only.
  final long number;
  final ToWake toWake = new ToWake();
  private final @Nullable ReentrantLock lock;

  Guard(boolean universal) {
    lock = universal ? new ReentrantLock() : null;
    number = universal ? NUMBERS.incrementAndGet() : 0;
  }

  final boolean isUniversal() {
    return lock != null;
  }

  final Waiter newWaiter() {
    return lock == null ? Waiter.local() : Waiter.universal();
  }

  final void enter() {
    if (lock != null) {
      lock.lock();
    }
  }

  final void leave() {
    Waiter completed = toWake.take();
    if (lock != null) {
      lock.unlock();
    }
    if (completed != null) {
      ToWake.wake(completed);
    }
  }

  /** A step: nothing more comes in. */
  abstract void close();
}
