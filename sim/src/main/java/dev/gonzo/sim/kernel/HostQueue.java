package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ReadyQueue;
import dev.gonzo.sim.world.Draws;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks of a host. The seed decides which is next; or they run first come, first served.
 *
 * <p>If the seed decides, they are kept in the order of their numbers, and not of their arrival,
 * which may depend on threads of the JVM.
 */
final class HostQueue extends ReadyQueue {
  private final @Nullable Draws order;
  private final Runnable whenAdded;
  // From first to end; in the order of their ids if there is an order to draw.
  private @Nullable LoopTask<?>[] tasks = new LoopTask<?>[16];
  private int first;
  private int end;

  /**
   * Creates an empty queue.
   *
   * @param order decides which task is next; null for the first that came
   * @param whenAdded called when a task was added
   */
  HostQueue(@Nullable Draws order, Runnable whenAdded) {
    this.order = order;
    this.whenAdded = whenAdded;
  }

  @Override
  protected void add(LoopTask<?> task) {
    makeRoom();
    int place = order == null ? end : placeFor(task);
    System.arraycopy(tasks, place, tasks, place + 1, end - place);
    tasks[place] = task;
    end++;
    whenAdded.run();
  }

  private void makeRoom() {
    if (end < tasks.length) {
      return;
    }
    int size = end - first;
    if (size > tasks.length / 2) {
      tasks = Arrays.copyOf(tasks, tasks.length * 2);
    } else {
      System.arraycopy(tasks, first, tasks, 0, size);
      Arrays.fill(tasks, size, end, null);
      first = 0;
      end = size;
    }
  }

  /** Usually the end, or near to it. */
  private int placeFor(LoopTask<?> task) {
    int low = first;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      LoopTask<?> there = tasks[middle];
      if (there != null && there.id() < task.id()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  protected @Nullable LoopTask<?> poll() {
    int size = end - first;
    if (size == 0) {
      return null;
    }
    return take(order == null || size == 1 ? first : first + order.below(size));
  }

  private @Nullable LoopTask<?> take(int place) {
    LoopTask<?> task = tasks[place];
    if (place == first) {
      tasks[first++] = null;
    } else {
      System.arraycopy(tasks, place + 1, tasks, place, end - place - 1);
      tasks[--end] = null;
    }
    return task;
  }

  @Override
  protected void remove(LoopTask<?> task) {
    for (int place = first; place < end; place++) {
      if (tasks[place] == task) {
        LoopTask<?> _ = take(place);
        return;
      }
    }
  }

  @Override
  protected boolean isEmpty() {
    return first == end;
  }
}
