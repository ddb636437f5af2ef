package dev.gonzo.sync;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.List;

/**
 * A barrier at which tasks of a kernel wait until a given number of them have arrived. Then all
 * continue, and the barrier can be used again.
 *
 * <pre>{@code
 * var barrier = Barrier.of(3);
 * for (int round = 0; round < rounds; round++) {
 *   compute(part);
 *   if (barrier.await() == 2) publish();    // the last one to arrive
 * }
 * }</pre>
 *
 * <p>A task that is cancelled while it waits does not count as arrived: the others keep waiting for
 * the missing number. (The JDK's {@code CyclicBarrier} breaks for all tasks; here a group does
 * that, because it cancels all its members.)
 */
public final class Barrier implements WaitQueue.Subject {
  private final String title;
  private final int parties;
  private final WaitQueue waiting = new WaitQueue(this);

  private Barrier(String title, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier needs at least 1 task, got " + parties);
    }
    this.title = title;
    this.parties = parties;
  }

  /**
   * Creates a barrier. Never suspends.
   *
   * @param parties how many tasks have to arrive, at least 1
   * @return the barrier
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static Barrier of(int parties) {
    return new Barrier("Barrier", parties);
  }

  /**
   * Creates a barrier. Never suspends.
   *
   * @param name the name in reports
   * @param parties how many tasks have to arrive, at least 1
   * @return the barrier
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static Barrier of(String name, int parties) {
    return new Barrier("Barrier " + name, parties);
  }

  /**
   * Arrives at the barrier, and waits for the missing tasks. The last task continues at once.
   *
   * <p>Suspends unless it is the last; a checkpoint. If it is cancelled, the task does not count as
   * arrived.
   *
   * @return how many tasks were already waiting: the last one gets {@code parties - 1}
   */
  @Async
  public int await() {
    Coroutine.trap(CHECKPOINT);
    int before = waiting.size();
    if (before == parties - 1) {
      int _ = Coroutine.trap(new Wake(waiting, before));
    } else {
      Coroutine.trap(new WaitOn(waiting));
    }
    return before;
  }

  /** {@return how many tasks have to arrive} Never suspends. */
  public int parties() {
    return parties;
  }

  /** {@return a copy of the list of waiting tasks, in the order of arrival} Never suspends. */
  public List<Task<?>> waiting() {
    return waiting.waiting();
  }

  /** {@return an empty collection, because any task may be a missing one} */
  @Override
  public Collection<Task<?>> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return title + "[" + waiting.size() + " of " + parties + " wait]";
  }
}
