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
  // Where walks through the tasks are; null if there are none.
  private @Nullable Place places;
  // Written by the kernel's thread, without fences; any thread may read it.
  private final AtomicInteger size = new AtomicInteger();

  /** A place in the ring, which stays valid when tasks leave. */
  static final class Place {
    private @Nullable LoopTask<?> next;
    private @Nullable Place other;

    private Place(@Nullable LoopTask<?> next) {
      this.next = next;
    }

    /** The next task, which the place then is behind; null at the end. */
    @Nullable LoopTask<?> advance() {
      LoopTask<?> task = next;
      if (task != null) {
        next = task.younger;
      }
      return task;
    }

    /** The next task; null at the end. */
    @Nullable LoopTask<?> peek() {
      return next;
    }
  }

  /** Creates a place before the oldest task; {@link #drop} ends it. */
  Place placeAtOldest() {
    var place = new Place(oldest);
    place.other = places;
    places = place;
    return place;
  }

  /** Ends a place. Without effect if it has ended. */
  void drop(Place dropped) {
    Place before = null;
    for (Place place = places; place != null; place = place.other) {
      if (place == dropped) {
        if (before == null) {
          places = place.other;
        } else {
          before.other = place.other;
        }
        return;
      }
      before = place;
    }
  }

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
    for (Place place = places; place != null; place = place.other) {
      if (place.next == task) {
        place.next = task.younger;
      }
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
    for (Place place = places; place != null; place = place.other) {
      place.next = null;
    }
    oldest = null;
    youngest = null;
    size.set(0);
  }
}
