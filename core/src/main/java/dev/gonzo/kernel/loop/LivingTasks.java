package dev.gonzo.kernel.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that have not ended, in order of spawning. They are linked through fields of their own,
 * so that a million of them need no further objects, and adding or removing one cannot fail. Kernel
 * thread only.
 */
final class LivingTasks {
  private @Nullable LoopTask<?> oldest;
  private @Nullable LoopTask<?> youngest;
  // Written by the kernel's thread, without fences; any thread may read it.
  private final AtomicInteger size = new AtomicInteger();

  boolean isEmpty() {
    return size() == 0;
  }

  /** Any thread may call it. */
  int size() {
    return size.get();
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
    size.lazySet(size.getPlain() + 1);
  }

  /** Removes a task. Returns false, and changes nothing, if it was removed before. */
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
    size.lazySet(size.getPlain() - 1);
    return true;
  }

  List<LoopTask<?>> snapshot() {
    var tasks = new ArrayList<LoopTask<?>>(size());
    forEach(tasks::add);
    return tasks;
  }

  /** Visits them in order, without a copy. The visitor must not add or remove tasks. */
  void forEach(Consumer<? super LoopTask<?>> visitor) {
    for (LoopTask<?> task = oldest; task != null; task = task.younger) {
      visitor.accept(task);
    }
  }

  /** Abandons all of them: they will never run again. */
  void abandon() {
    for (LoopTask<?> task = oldest; task != null; task = task.younger) {
      task.living = false;
    }
    oldest = null;
    youngest = null;
    size.set(0);
  }
}
