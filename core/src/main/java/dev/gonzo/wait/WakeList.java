package dev.gonzo.wait;

import org.jspecify.annotations.Nullable;

/**
 * A list of completed waiters that have not been woken yet: collected under a lock, woken outside
 * it. Protected by the lock of its owner.
 */
public final class WakeList {
  private @Nullable Waiter first;
  private @Nullable Waiter last;

  /** Creates an empty list. */
  public WakeList() {}

  /**
   * Completes a waiter, and adds it to the list if that succeeded.
   *
   * @param waiter the waiter
   * @param result the result for the waiter
   * @return whether the waiter gets the result
   */
  public boolean complete(Waiter waiter, Object result) {
    if (!waiter.complete(result)) {
      return false;
    }
    if (last == null) {
      first = waiter;
    } else {
      last.nextToWake = waiter;
    }
    last = waiter;
    return true;
  }

  /**
   * {@return the first waiter in the list, for {@link #wake}, or null} The list is empty
   * afterwards.
   */
  public @Nullable Waiter take() {
    Waiter taken = first;
    first = null;
    last = null;
    return taken;
  }

  /**
   * Wakes a waiter and those after it in the list. Never suspends.
   *
   * @param taken the result of {@link #take}
   */
  public static void wake(@Nullable Waiter taken) {
    Waiter waiter = taken;
    while (waiter != null) {
      Waiter next = waiter.nextToWake;
      waiter.nextToWake = null;
      waiter.wake();
      waiter = next;
    }
  }
}
