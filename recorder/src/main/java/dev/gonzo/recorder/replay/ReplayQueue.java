package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ReadyQueue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ready tasks of a replayed kernel: the recording decides which has the next turn. */
final class ReplayQueue extends ReadyQueue {
  private final Set<LoopTask<?>> ready = new LinkedHashSet<>();
  private final Supplier<@Nullable LoopTask<?>> next;

  /**
   * Creates an empty queue.
   *
   * @param next returns the task that had the next turn in the recording; null if something else
   *     happened first
   */
  ReplayQueue(Supplier<@Nullable LoopTask<?>> next) {
    this.next = next;
  }

  boolean contains(LoopTask<?> task) {
    return ready.contains(task);
  }

  @Override
  protected void add(LoopTask<?> task) {
    ready.add(task);
  }

  @Override
  protected @Nullable LoopTask<?> poll() {
    LoopTask<?> task = next.get();
    return task != null && ready.remove(task) ? task : null;
  }

  @Override
  protected void remove(LoopTask<?> task) {
    ready.remove(task);
  }

  /**
   * {@return whether no task is ready} A task that is ready but not next makes the kernel poll its
   * driver, where what comes before its turn happens.
   */
  @Override
  protected boolean isEmpty() {
    return ready.isEmpty();
  }
}
