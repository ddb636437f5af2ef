package dev.gonzo.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that have not ended, in order of spawning. They are linked through their own fields: a
 * million of them cost no further object. Kernel thread only.
 */
final class LivingTasks {
  private @Nullable LoopTask<?> oldest;
  private @Nullable LoopTask<?> youngest;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(LoopTask<?> task) {
    task.older = youngest;
    if (youngest == null) {
      oldest = task;
    } else {
      youngest.younger = task;
    }
    youngest = task;
    size++;
  }

  void remove(LoopTask<?> task) {
    if (task.older == null) {
      oldest = task.younger;
    } else {
      task.older.younger = task.younger;
    }
    if (task.younger == null) {
      youngest = task.older;
    } else {
      task.younger.older = task.older;
    }
    task.older = null;
    task.younger = null;
    size--;
  }

  List<LoopTask<?>> snapshot() {
    var tasks = new ArrayList<LoopTask<?>>(size);
    for (LoopTask<?> task = oldest; task != null; task = task.younger) {
      tasks.add(task);
    }
    return tasks;
  }

  /** Gives up on all of them: nothing will ever run them again. */
  void abandon() {
    oldest = null;
    youngest = null;
    size = 0;
  }
}
