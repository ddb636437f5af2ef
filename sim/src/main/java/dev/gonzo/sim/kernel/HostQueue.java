package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ReadyQueue;
import dev.gonzo.sim.world.Chooser;
import dev.gonzo.sim.world.Order;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks of a host. The seed decides which is next; or they run first come, first served.
 *
 * <p>If the seed decides, they are kept in the order of their numbers, and not of their arrival,
 * which may depend on threads of the JVM. Which has waited longest is the one that was there at the
 * earliest choice.
 */
final class HostQueue extends ReadyQueue {
  private final Order order;
  private final @Nullable Chooser chooser;
  // Of its kernel, among those of the run; 0 without a chooser.
  private final int kernel;
  private final Runnable whenAdded;
  private final IntSupplier oldest = this::oldest;
  // From first to end; in the order of their ids if there is an order to draw.
  private @Nullable LoopTask<?>[] tasks = new LoopTask<?>[16];
  // At which choice each of them was seen first.
  private long[] since = new long[16];
  private long choices;
  private int first;
  private int end;

  /**
   * Creates an empty queue.
   *
   * @param order decides which task is next
   * @param whenAdded called when a task was added
   */
  HostQueue(Order order, Runnable whenAdded) {
    this.order = order;
    chooser = order.chooser();
    kernel = chooser == null ? 0 : chooser.kernelBegins();
    this.whenAdded = whenAdded;
  }

  @Override
  protected void add(LoopTask<?> task) {
    makeRoom();
    int place = order.isFirstCome() ? end : placeFor(task);
    System.arraycopy(tasks, place, tasks, place + 1, end - place);
    System.arraycopy(since, place, since, place + 1, end - place);
    tasks[place] = task;
    since[place] = Long.MAX_VALUE;
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
      since = Arrays.copyOf(since, tasks.length);
    } else {
      System.arraycopy(tasks, first, tasks, 0, size);
      System.arraycopy(since, first, since, 0, size);
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
    return take(first + (chooser == null ? order.choose(size, oldest) : chosenBy(chooser)));
  }

  private int chosenBy(Chooser chooser) {
    int chosen;
    do {
      chosen = chooser.chooseTask(kernel, end - first, this::idAt, oldest());
    } while (chosen == Chooser.ASK_AGAIN);
    return chosen;
  }

  private long idAt(int place) {
    return Objects.requireNonNull(tasks[first + place]).id();
  }

  /** The place, after the first, of the task that has waited longest. */
  private int oldest() {
    if (order.isFirstCome()) {
      return 0;
    }
    choices++;
    int oldest = first;
    for (int place = first; place < end; place++) {
      since[place] = Math.min(since[place], choices);
      if (since[place] < since[oldest]) {
        oldest = place;
      }
    }
    return oldest - first;
  }

  private @Nullable LoopTask<?> take(int place) {
    LoopTask<?> task = tasks[place];
    if (place == first) {
      tasks[first++] = null;
    } else {
      System.arraycopy(tasks, place + 1, tasks, place, end - place - 1);
      System.arraycopy(since, place + 1, since, place, end - place - 1);
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
