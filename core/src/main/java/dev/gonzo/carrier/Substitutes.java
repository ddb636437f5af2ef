package dev.gonzo.carrier;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that act for computations whose own thread could not be started. There is hardly ever
 * one, and checking costs every trap only one read of a field.
 */
final class Substitutes {
  private static final Map<Thread, Object> OWNERS = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Substitutes() {}

  /**
   * Runs work for an owner on the calling thread.
   *
   * @throws OutOfMemoryError if there is no memory to record it; then the work was not run
   */
  static void run(Object owner, Runnable work) {
    Thread here = Thread.currentThread();
    Object outer = OWNERS.put(here, owner);
    COUNT.incrementAndGet();
    try {
      work.run();
    } finally {
      COUNT.decrementAndGet();
      if (outer == null) {
        OWNERS.remove(here);
      } else {
        OWNERS.put(here, outer);
      }
    }
  }

  /** The owner for which the calling thread acts; null if it acts for none. */
  static @Nullable Object here() {
    // A plain read is enough: a thread always sees that it has counted itself.
    return COUNT.getPlain() == 0 ? null : OWNERS.get(Thread.currentThread());
  }
}
