package dev.gonzo.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that have not ended, in order of spawning. They are linked through their own fields: a
 * million of them cost no further object, and adding or removing one cannot fail. Kernel thread
 * only.
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
    task.living = true;
    size++;
  }

  /** Takes out a task; false if it has been taken out before, and then nothing changes. */
  boolean remove(LoopTask<?> task) {
    if (!task.living) {
      return false;
    }
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
    task.living = false;
    size--;
    return true;
  }

  List<LoopTask<?>> snapshot() {
    var tasks = new ArrayList<LoopTask<?>>(size);
    forEach(tasks::add);
    return tasks;
  }

  /** Visits them in order, without a copy; the visitor neither adds one nor removes one. */
  void forEach(Consumer<? super LoopTask<?>> visitor) {
    for (LoopTask<?> task = oldest; task != null; task = task.younger) {
      visitor.accept(task);
    }
  }

  /** Gives up on all of them: nothing will ever run them again. */
  void abandon() {
    for (LoopTask<?> task = oldest; task != null; task = task.younger) {
      task.living = false;
    }
    oldest = null;
    youngest = null;
    size = 0;
  }
}
