package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.TaskView;
import dev.gonzo.kernel.TaskWalk;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A walk through the tasks of one kernel. */
final class LoopWalk implements TaskWalk {
  private final TaskWalks walks;
  private final long from;
  // Guarded by this.
  private @Nullable TaskPage last;
  private boolean closed;
  // Kernel thread only.
  private LivingTasks.@Nullable Place place;
  private boolean ended;

  LoopWalk(TaskWalks walks, long from) {
    this.walks = walks;
    this.from = from;
  }

  @Override
  public Future<List<TaskView>> next(int most) {
    if (most < 1 || most > MOST_TASKS) {
      throw new IllegalArgumentException(
          "a page has from 1 to " + MOST_TASKS + " tasks, and not " + most);
    }
    var page = new TaskPage(this, most);
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the walk is closed: begin another");
      }
      if (last != null && !last.isDone()) {
        throw new IllegalStateException("the page before is not filled yet: wait for it");
      }
      last = page;
    }
    walks.ask(page);
    return page;
  }

  private LivingTasks.Place place() {
    LivingTasks.Place here = place;
    if (here == null) {
      here = walks.living().placeAtOldest();
      place = here;
    }
    return here;
  }

  /**
   * Passes over the tasks before the first one that is wanted. Kernel thread.
   *
   * @return whether it is there
   */
  boolean passOver(int most) {
    if (ended) {
      return true;
    }
    LivingTasks.Place here = place();
    for (int passed = 0; passed < most; passed++) {
      LoopTask<?> next = here.peek();
      if (next == null || next.id() >= from) {
        return true;
      }
      here.advance();
    }
    return false;
  }

  /** The next task; null at the end, and from then on. Kernel thread. */
  @Nullable LoopTask<?> advance() {
    LoopTask<?> task = ended ? null : place().advance();
    if (task == null) {
      left();
    }
    return task;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (last != null) {
        last.cancel(false);
      }
    }
    walks.leave(this);
  }

  /** Gives up its place, which would cost at each end of a task. Kernel thread. */
  void left() {
    ended = true;
    LivingTasks.Place here = place;
    place = null;
    if (here != null) {
      walks.living().drop(here);
    }
  }
}
