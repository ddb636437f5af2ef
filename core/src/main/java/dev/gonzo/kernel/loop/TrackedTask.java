package dev.gonzo.kernel.loop;

import dev.gonzo.Coroutine;
import dev.gonzo.KernelTask;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel keeps about each of its tasks: its places in the kernel's lists, the tasks that
 * join it, and how often it was cancelled at the end of the run. All of it is in fields of the
 * task, since there may be a million.
 *
 * @param <T> the type of its result
 */
abstract class TrackedTask<T extends @Nullable Object> extends KernelTask<T> {
  // Links of the ring of living tasks.
  @Nullable LoopTask<?> older;
  @Nullable LoopTask<?> younger;
  boolean living;
  // When it was spawned, on the kernel's clock.
  long spawnedAtNanos;
  // The next task in the ready queue.
  @Nullable LoopTask<?> nextReady;
  // While it waits: whether only timers and tasks of its kernel can end the wait.
  boolean waitsInside;
  // How often it was cancelled because its kernel ends.
  int timesCancelledAtEnd;
  // How often in a row it was cancelled again at the end of its run, and was not cleaning up.
  int timesCancelledAgain;
  // Created when a task joins this one; most tasks are never joined.
  private @Nullable WaitQueue joiners;
  // Created when it spawns while its kernel ends.
  private @Nullable CleanUpChain cleanUpChain;

  TrackedTask(
      long id,
      @Nullable String name,
      boolean daemon,
      @Nullable Task<?> parent,
      Coroutine<T> coroutine) {
    super(id, name, daemon, parent, coroutine);
  }

  /** The tasks that wait for its end. */
  final WaitQueue joiners() {
    if (joiners == null) {
      joiners = new WaitQueue();
    }
    return joiners;
  }

  final boolean isAwaited() {
    return joiners != null && joiners.size() > 0;
  }

  final CleanUpChain cleanUpChain() {
    if (cleanUpChain == null) {
      cleanUpChain = new CleanUpChain();
    }
    return cleanUpChain;
  }

  /** Records that it was spawned in the clean-up of another task. */
  final void begins(@Nullable CleanUpChain chain) {
    cleanUpChain = chain;
  }
}
