package dev.gonzo.kernel.loop;

import dev.gonzo.trap.Waker;

/**
 * Decides when what other threads pass to a kernel enters it: a recorder notes the moment, and a
 * replay chooses it. It is asked before the driver.
 */
@FunctionalInterface
public interface Arrivals {
  /**
   * Offers to deliver a value with its wake-up, or a wake-up alone. May be called by any thread;
   * must return quickly.
   *
   * @param waker the waker of the task that the delivery is for
   * @param source where it comes from: deliveries of the same source keep their order
   * @param delivery lets it arrive; to be run once, on the kernel's thread between two turns
   * @return whether {@code delivery} will be run; if not, it is run at once
   */
  boolean take(Waker waker, Object source, Runnable delivery);
}
