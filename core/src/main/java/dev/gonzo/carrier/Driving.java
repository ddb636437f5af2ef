package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * What a virtual thread drives by batons at the moment: one that steps a kernel, or one that
 * carries a coroutine.
 */
public final class Driving {
  // The cheapest way from a thread to what it carries that the JDK offers to all: 2 to 3 ns.
  private static final ThreadLocal<@Nullable Driving> HERE = new ThreadLocal<>();

  private final @Nullable BatonCarrier<?> carried;
  private volatile @Nullable BatonCarrier<?> driven;

  Driving(@Nullable BatonCarrier<?> carried) {
    this.carried = carried;
  }

  /**
   * Begins to note what the calling thread drives, which carries nothing itself.
   *
   * @return where it is noted, for another thread to {@link #examine}
   */
  public static Driving begin() {
    var driving = new Driving(null);
    driving.noteHere();
    return driving;
  }

  void noteHere() {
    HERE.set(this);
  }

  /** {@return what the calling thread drives; null if it is none of those that note it} */
  public static @Nullable Driving onThisThread() {
    return Thread.currentThread().isVirtual() ? HERE.get() : null;
  }

  @Nullable BatonCarrier<?> carried() {
    return carried;
  }

  void drives(@Nullable BatonCarrier<?> carrier) {
    driven = carrier;
  }

  @Nullable BatonCarrier<?> driven() {
    return driven;
  }

  /**
   * Any thread: the thread of the innermost computation that is driven, if that stands in a foreign
   * block; null if it does not.
   *
   * @return the thread
   */
  public @Nullable Thread blocked() {
    BatonCarrier<?> innermost = innermostDriven();
    return innermost != null && innermost.isBlocked() ? innermost.thread() : null;
  }

  /**
   * Any thread: the thread of the innermost computation that is driven; null if none is.
   *
   * @return the thread
   */
  public @Nullable Thread innermost() {
    BatonCarrier<?> innermost = innermostDriven();
    return innermost == null ? null : innermost.thread();
  }

  private @Nullable BatonCarrier<?> innermostDriven() {
    BatonCarrier<?> innermost = null;
    for (BatonCarrier<?> next = driven; next != null; next = next.driven()) {
      innermost = next;
    }
    return innermost;
  }

  /**
   * Any thread, when nothing has happened for long: makes those look around who wait for a baton
   * that is on its way. It may be that one of them, in a class initialiser or below a native frame,
   * keeps the thread that the other needs. To look for nothing does no harm.
   */
  public void examine() {
    for (BatonCarrier<?> next = driven; next != null; next = next.driven()) {
      next.examine();
    }
  }
}
