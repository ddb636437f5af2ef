package explored;

import dev.gonzo.Coroutine;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayDeque;

/**
 * A queue of its own with a mistake that looks like an optimization: putting wakes a task only if
 * the queue was empty. If two items are put before the first waiting task has its turn, the second
 * one is not woken.
 */
public final class LossyQueue {
  private final ArrayDeque<Integer> items = new ArrayDeque<>();
  private final WaitQueue getters = new WaitQueue();
  private final boolean isLossy;

  /**
   * Creates an empty queue.
   *
   * @param isLossy whether it has the mistake
   */
  public LossyQueue(boolean isLossy) {
    this.isLossy = isLossy;
  }

  /**
   * Puts an item. Never suspends.
   *
   * @param item the item
   */
  public void put(int item) {
    items.add(item);
    if (!isLossy || items.size() == 1) {
      int _ = Coroutine.trap(new Wake(getters, 1));
    }
  }

  /** {@return the next item, for which it waits} */
  public int get() {
    while (items.isEmpty()) {
      Coroutine.trap(new WaitOn(getters));
    }
    return items.remove();
  }
}
