package dev.gonzo.universal;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Closes what is universal when the kernel ends in which it was made, so that a thread that is
 * blocked in it learns that nobody will come.
 *
 * <p>A daemon task stands by, which the end of its kernel cancels as it does all tasks. It waits
 * where it counts as nobody who could be woken, so that a deadlock is seen and virtual time moves.
 */
public final class EndsWithKernel {
  private final Task<?> guard;

  private EndsWithKernel(Task<?> guard) {
    this.guard = guard;
  }

  /**
   * Binds something universal to the running kernel. Never suspends.
   *
   * @param guarded what is to be closed
   * @return the bond; null if it is local, or no kernel runs here
   */
  public static @Nullable EndsWithKernel bind(Guard guarded) {
    if (!guarded.isUniversal() || !Colour.inCoroutine()) {
      return null;
    }
    // What was forgotten can be collected with what it keeps.
    var weak = new WeakReference<Guard>(guarded);
    return new EndsWithKernel(Gonzo.spawnDaemon("ends-with-kernel", () -> guard(weak)));
  }

  private static void guard(WeakReference<Guard> weak) {
    try {
      Coroutine.trap(new WaitOn(new WaitQueue()));
    } finally {
      Guard guarded = weak.get();
      if (guarded != null) {
        guarded.shut();
      }
    }
  }

  /** It was closed: the guard goes, if its own kernel is the one that says so. */
  public void release() {
    if (!Colour.inCoroutine()) {
      return;
    }
    try {
      boolean _ = guard.requestCancel("it was closed");
    } catch (IllegalArgumentException anotherKernel) {
      // It stays, and costs nothing, until its kernel ends.
    } catch (OutsideKernelException byHand) {
      // Likewise.
    }
  }
}
