package dev.gonzo.wait;

import dev.gonzo.Coroutine;
import dev.gonzo.Holding;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Outcome;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Closes a universal object when the kernel in which it was created ends, so that threads that are
 * blocked in it do not wait for ever.
 *
 * <p>A daemon task does that: the end of the kernel cancels it, like all tasks. It waits on a queue
 * that nothing wakes, so that it neither hides a deadlock nor stops virtual time. An object that a
 * clean-up creates after the end has begun is closed when the task that created it ends.
 */
public final class CloseWithKernel {
  /**
   * Whenever a new closer is created, up to this many unneeded ones are cancelled. More than one,
   * so that they do not accumulate.
   */
  private static final int MOST_SENT_AWAY = 4;

  // Closers of objects that were closed outside their kernel, or garbage-collected.
  private static final Queue<WeakReference<Task<?>>> NEEDLESS = new ConcurrentLinkedQueue<>();
  private static final ReferenceQueue<StateLock> COLLECTED = new ReferenceQueue<>();

  private static final WaitQueue.Subject KERNEL_END =
      new WaitQueue.Subject() {
        @Override
        public Collection<Task<?>> holders() {
          return List.of();
        }

        @Override
        public boolean isReported() {
          return false;
        }

        @Override
        public String toString() {
          return "the end of the kernel";
        }
      };

  private final Task<?> closer;
  private final Guarded weak;

  /**
   * A weak reference to the guarded object, so that it can be garbage-collected; then its closer
   * ends.
   */
  private static final class Guarded extends WeakReference<StateLock> {
    private @Nullable WeakReference<Task<?>> closer;
    // Whether the object was closed, so that the end of the closer says nothing about the kernel.
    private volatile boolean released;

    Guarded(StateLock guarded) {
      super(guarded, COLLECTED);
    }

    /** Closes the object, because the closer has ended. As its last action. */
    void ended(Outcome<?> end) {
      if (released) {
        return;
      }
      Task<?> creator = creator();
      if (creator != null && creator.state() != TaskState.ENDED) {
        new Holding(_ -> shut(end)).passTo(creator);
      } else {
        shut(end);
      }
    }

    /**
     * The task that created the object, if the closer ends in its first turn: then the end of the
     * run had begun before that. Else null.
     */
    private @Nullable Task<?> creator() {
      Task<?> mine = closer == null ? null : closer.get();
      return mine == null || mine.switches() > 0 ? null : mine.parent().orElse(null);
    }

    private void shut(Outcome<?> end) {
      StateLock guarded = get();
      if (guarded != null && !released) {
        guarded.shutWithKernel(failure(end));
      }
    }
  }

  private CloseWithKernel(Task<?> closer, Guarded weak) {
    this.closer = closer;
    this.weak = weak;
  }

  /** Why the kernel has ended early: a kernel gives it as the cause of its cancellations. */
  private static @Nullable KernelEndedException failure(Outcome<?> end) {
    if (end instanceof Outcome.Cancellation<?>(var cancelled) && cancelled.getCause() != null) {
      var failed =
          new KernelEndedException("the kernel in which it was created has ended with a failure");
      failed.initCause(cancelled.getCause());
      return failed;
    }
    return null;
  }

  /**
   * Binds a universal object to the running kernel. Never suspends.
   *
   * @param guarded the object to close
   * @return the link; null if the object is local, or the caller is not in a coroutine
   */
  public static @Nullable CloseWithKernel bind(StateLock guarded) {
    if (!guarded.isUniversal() || !Sharing.inCoroutine()) {
      return null;
    }
    sendAway();
    var weak = new Guarded(guarded);
    Task<?> closer =
        Coroutine.trap(
            new Spawn<@Nullable Object>(
                Coroutine.<@Nullable Object>of(CloseWithKernel::await, weak::ended),
                "ends-with-kernel",
                /* daemon= */ true));
    weak.closer = new WeakReference<>(closer);
    return new CloseWithKernel(closer, weak);
  }

  /**
   * Cancels unneeded closers. Those of other kernels stay in the queue until one of those kernels
   * calls this.
   */
  private static void sendAway() {
    for (int i = 0; i < MOST_SENT_AWAY; i++) {
      if (COLLECTED.poll() instanceof Guarded collected && collected.closer != null) {
        NEEDLESS.add(collected.closer);
      }
      WeakReference<Task<?>> needless = NEEDLESS.poll();
      Task<?> closer = needless == null ? null : needless.get();
      if (closer != null && closer.state() != TaskState.ENDED && !isCancelled(closer)) {
        NEEDLESS.add(needless);
      }
    }
  }

  private static @Nullable Object await() {
    return Coroutine.trap(new WaitOn(new WaitQueue(KERNEL_END)));
  }

  /**
   * Ends the closer because the object was closed: at once if called on the closer's own kernel,
   * else later.
   */
  public void release() {
    weak.released = true;
    if (closer.state() != TaskState.ENDED && !(Sharing.inCoroutine() && isCancelled(closer))) {
      NEEDLESS.add(new WeakReference<>(closer));
    }
  }

  private static boolean isCancelled(Task<?> closer) {
    try {
      boolean _ = closer.requestCancel("it was closed");
      return true;
    } catch (IllegalArgumentException anotherKernel) {
      return false;
    } catch (OutsideKernelException byHand) {
      return false;
    }
  }
}
