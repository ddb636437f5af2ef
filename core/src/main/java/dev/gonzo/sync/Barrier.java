package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.util.Collection;
import java.util.List;

/**
 * A place where tasks of a kernel wait for each other until a number of them have come; then all go
 * on, and it can be used again.
 *
 * <pre>{@code
 * var barrier = Barrier.of(3);
 * for (int round = 0; round < rounds; round++) {
 *   compute(part);
 *   if (barrier.await() == 2) publish();    // the last one to come
 * }
 * }</pre>
 *
 * <p>A task that is cancelled while it waits has not come: the others go on waiting for as many as
 * are missing. (The JDK's {@code CyclicBarrier} breaks for all of them; here a group, which cancels
 * all its members, does that.)
 */
public final class Barrier implements WaitQueue.Subject {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final String title;
  private final int parties;
  private final WaitQueue waiting = new WaitQueue(this);

  private Barrier(String title, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier for " + parties + " tasks: it needs one");
    }
    this.title = title;
    this.parties = parties;
  }

  /**
   * Makes a barrier at which nobody waits. Never suspends.
   *
   * @param parties how many have to come
   * @return the barrier
   * @throws IllegalArgumentException if it is none
   */
  public static Barrier of(int parties) {
    return new Barrier("Barrier", parties);
  }

  /**
   * Makes a barrier at which nobody waits. Never suspends.
   *
   * @param name what reports call it
   * @param parties how many have to come
   * @return the barrier
   * @throws IllegalArgumentException if it is none
   */
  public static Barrier of(String name, int parties) {
    return new Barrier("Barrier " + name, parties);
  }

  /**
   * Comes to the barrier, and waits for those that are missing. The last one goes on at once.
   *
   * <p>Suspends unless it is the last; a checkpoint. A cancelled one has not come.
   *
   * @return how many waited there already: the last one gets {@code parties - 1}
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

  /** {@return how many have to come} Never suspends. */
  public int parties() {
    return parties;
  }

  /** {@return the tasks that wait, in order of arrival} A copy. Never suspends. */
  public List<Task<?>> waiting() {
    return waiting.waiting();
  }

  /** {@return nobody: any task may be the one that is missing} */
  @Override
  public Collection<Task<?>> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return title + "[" + waiting.size() + " of " + parties + " wait]";
  }
}
