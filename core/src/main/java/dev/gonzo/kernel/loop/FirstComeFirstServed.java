package dev.gonzo.kernel.loop;

import org.jspecify.annotations.Nullable;

/**
 * A ready queue in the order of arrival. The tasks are linked through a field of their own, so that
 * adding one allocates nothing and cannot fail.
 */
final class FirstComeFirstServed extends ReadyQueue {
  private @Nullable LoopTask<?> first;
  private @Nullable LoopTask<?> last;

  @Override
  protected void add(LoopTask<?> task) {
    if (last == null) {
      first = task;
    } else {
      last.nextReady = task;
    }
    last = task;
  }

  @Override
  protected @Nullable LoopTask<?> poll() {
    LoopTask<?> task = first;
    if (task != null) {
      first = task.nextReady;
      task.nextReady = null;
      if (first == null) {
        last = null;
      }
    }
    return task;
  }

  @Override
  protected void remove(LoopTask<?> task) {
    LoopTask<?> before = null;
    for (LoopTask<?> each = first; each != null; each = each.nextReady) {
      if (each == task) {
        unlink(before, task);
        return;
      }
      before = each;
    }
  }

  private void unlink(@Nullable LoopTask<?> before, LoopTask<?> task) {
    if (before == null) {
      first = task.nextReady;
    } else {
      before.nextReady = task.nextReady;
    }
    if (last == task) {
      last = before;
    }
    task.nextReady = null;
  }

  @Override
  protected boolean isEmpty() {
    return first == null;
  }
}
