package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A page of a walk, which its kernel fills. Any thread may wait for it. */
final class TaskPage extends CompletableFuture<List<TaskView>> {
  private final LoopWalk walk;
  private final int most;
  // Kernel thread only.
  private final List<TaskView> views = new ArrayList<>();

  TaskPage(LoopWalk walk, int most) {
    this.walk = walk;
    this.most = most;
  }

  /**
   * Adds some tasks. Kernel thread only.
   *
   * @return whether the page is full, or the walk is at its end; then it is complete
   */
  boolean fill(long nowNanos) {
    if (!walk.passOver(TaskWalks.MOST_PASSED)) {
      return false;
    }
    var reader = new TaskReader(nowNanos);
    for (int read = 0; read < TaskWalks.MOST_READ; read++) {
      LoopTask<?> task = views.size() < most ? walk.advance() : null;
      if (task == null) {
        return complete(List.copyOf(views));
      }
      views.add(reader.read(task));
    }
    return false;
  }
}
