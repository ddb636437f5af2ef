package dev.gonzo.universal;

import dev.gonzo.Coroutine;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.Spawn;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Closes a universal object when the kernel in which it was created ends, so that threads that are
 * blocked in it do not wait for ever.
 *
 * <p>A daemon task does that: the end of the kernel cancels it, like all tasks. It waits on a queue
 * that nothing wakes, so that it neither hides a deadlock nor stops virtual time.
 */
public final class EndsWithKernel {
  /**
   * Whenever a new guard is created, up to this many unneeded ones are cancelled. More than one, so
   * that they do not accumulate.
   */
  private static final int MOST_SENT_AWAY = 4;

  // Guards of objects that were closed outside their kernel, or garbage-collected.
  private static final Queue<WeakReference<Task<?>>> NEEDLESS = new ConcurrentLinkedQueue<>();
  private static final ReferenceQueue<Guard> COLLECTED = new ReferenceQueue<>();

  private final Task<?> guard;

  /**
   * A weak reference to the guarded object, so that it can be garbage-collected; then its guard
   * ends.
   */
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
   * Binds a universal object to the running kernel. Never suspends.
   *
   * @param guarded the object to close
   * @return the bond; null if the object is local, or the caller is not in a coroutine
   */
  public static @Nullable EndsWithKernel bind(Guard guarded) {
    if (!guarded.isUniversal() || !Colour.inCoroutine()) {
      return null;
    }
    sendAway();
    var weak = new Guarded(guarded);
    Task<?> guard =
        Coroutine.trap(
            new Spawn<@Nullable Object>(
                Coroutine.<@Nullable Object>of(EndsWithKernel::await, _ -> shut(weak)),
                "ends-with-kernel",
                /* daemon= */ true));
    weak.guard = new WeakReference<>(guard);
    return new EndsWithKernel(guard);
  }

  /**
   * Cancels unneeded guards. Those of other kernels stay in the queue until one of those kernels
   * calls this.
   */
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

  private static @Nullable Object await() {
    return Coroutine.trap(new WaitOn(new WaitQueue()));
  }

  private static void shut(Guarded weak) {
    Guard guarded = weak.get();
    if (guarded != null) {
      guarded.shut();
    }
  }

  /**
   * Ends the guard because the object was closed: at once if called on the guard's own kernel, else
   * later.
   */
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
