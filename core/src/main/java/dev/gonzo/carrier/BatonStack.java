package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * The coroutine that a virtual thread is driving with the baton carrier. The thread is either one
 * that steps a kernel or one that runs a coroutine, so these objects form a chain from the kernel
 * to the innermost running coroutine.
 */
public final class BatonStack {
  // The cheapest public way from a thread to its coroutine: 2 to 3 ns.
  private static final ThreadLocal<@Nullable BatonStack> HERE = new ThreadLocal<>();

  private final @Nullable BatonCarrier<?> carried;
  private volatile @Nullable BatonCarrier<?> driven;

  BatonStack(@Nullable BatonCarrier<?> carried) {
    this.carried = carried;
  }

  /**
   * Starts recording what the calling thread drives. The thread must not be running a coroutine
   * itself.
   *
   * @return the record, for another thread to {@link #examine}
   */
  public static BatonStack begin() {
    var stack = new BatonStack(null);
    stack.noteHere();
    return stack;
  }

  void noteHere() {
    HERE.set(this);
  }

  /** {@return the record of what the calling thread drives; null if it keeps none} */
  public static @Nullable BatonStack onThisThread() {
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
   * The thread of the innermost driven coroutine, if it is in a foreign block; else null. May be
   * called by any thread.
   *
   * @return the thread
   */
  public @Nullable Thread blocked() {
    BatonCarrier<?> innermost = innermostDriven();
    return innermost != null && innermost.isBlocked() ? innermost.thread() : null;
  }

  /**
   * The thread of the innermost driven coroutine; null if none is driven. May be called by any
   * thread.
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
   * Wakes the threads that wait for a baton that was given but not taken, so that they check for
   * pinning: one of them, in a class initialiser or below a native frame, may hold the carrier
   * thread that the other one needs. On a full heap one of them may hold it because the JVM could
   * not save its stack; so the memory in reserve is freed first. Call it when nothing has happened
   * for a while, from any thread; a needless call does no harm.
   */
  public void examine() {
    for (BatonCarrier<?> next = driven; next != null; next = next.driven()) {
      next.examine();
    }
  }
}
