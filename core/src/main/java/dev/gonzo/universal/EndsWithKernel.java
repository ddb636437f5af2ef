package dev.gonzo.universal;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Closes what is universal when the kernel ends in which it was made, so that a thread that is
 * blocked in it learns that nobody will come.
 *
 * <p>A daemon task stands by, which the end of its kernel cancels as it does all tasks. It waits
 * where it counts as nobody who could be woken, so that a deadlock is seen and virtual time moves.
 */
public final class EndsWithKernel {
  /** So many guards that are needed no more go, whenever a new one comes: more than one. */
  private static final int MOST_SENT_AWAY = 4;

  // Guards of what was closed where their own kernel did not hear of it, and of what was collected.
  private static final Queue<WeakReference<Task<?>>> NEEDLESS = new ConcurrentLinkedQueue<>();
  private static final ReferenceQueue<Guard> COLLECTED = new ReferenceQueue<>();

  private final Task<?> guard;

  /** What a guard guards, which can be collected with all that it keeps; then the guard can go. */
  private static final class Guarded extends WeakReference<Guard> {
    private @Nullable WeakReference<Task<?>> guard;

    Guarded(Guard guarded) {
      super(guarded, COLLECTED);
    }
  }

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
    sendAway();
    var weak = new Guarded(guarded);
    Task<?> guard = Gonzo.spawnDaemon("ends-with-kernel", () -> guard(weak));
    weak.guard = new WeakReference<>(guard);
    return new EndsWithKernel(guard);
  }

  /** Those of other kernels stay in the queue until one of theirs comes by. */
  private static void sendAway() {
    for (int i = 0; i < MOST_SENT_AWAY; i++) {
      if (COLLECTED.poll() instanceof Guarded collected && collected.guard != null) {
        NEEDLESS.add(collected.guard);
      }
      WeakReference<Task<?>> needless = NEEDLESS.poll();
      Task<?> guard = needless == null ? null : needless.get();
      if (guard != null && guard.state() != TaskState.ENDED && !isCancelled(guard)) {
        NEEDLESS.add(needless);
      }
    }
  }

  private static void guard(Guarded weak) {
    try {
      Coroutine.trap(new WaitOn(new WaitQueue()));
    } finally {
      Guard guarded = weak.get();
      if (guarded != null) {
        guarded.shut();
      }
    }
  }

  /** It was closed: the guard goes, at once if its own kernel is the one that says so. */
  public void release() {
    if (guard.state() != TaskState.ENDED && !(Colour.inCoroutine() && isCancelled(guard))) {
      NEEDLESS.add(new WeakReference<>(guard));
    }
  }

  private static boolean isCancelled(Task<?> guard) {
    try {
      boolean _ = guard.requestCancel("it was closed");
      return true;
    } catch (IllegalArgumentException anotherKernel) {
      return false;
    } catch (OutsideKernelException byHand) {
      return false;
    }
  }
}
