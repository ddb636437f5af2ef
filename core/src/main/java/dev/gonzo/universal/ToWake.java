package dev.gonzo.universal;

import org.jspecify.annotations.Nullable;

/**
 * Those whose wait was completed and who are still to be woken, in order: gathered under a lock,
 * woken outside. Guarded by whatever guards its owner.
 */
public final class ToWake {
  private @Nullable Waiter first;
  private @Nullable Waiter last;

  /** Makes an empty one. */
  public ToWake() {}

  /**
   * Completes a waiter, and notes it if that succeeded.
   *
   * @param waiter whom
   * @param result with what
   * @return whether it gets the result
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

  /** {@return the first of those noted, for {@link #wake}, or null} They are noted no more. */
  public @Nullable Waiter take() {
    Waiter taken = first;
    first = null;
    last = null;
    return taken;
  }

  /**
   * Wakes a waiter and those noted after it. Never suspends.
   *
   * @param taken what {@link #take} answered
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
