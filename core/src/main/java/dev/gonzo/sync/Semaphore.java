package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets a number of tasks of a kernel at a time do something: a bound on connections, on memory.
 *
 * <pre>{@code
 * var connections = Semaphore.of("connections", 10);
 * try (var _ = connections.acquire()) {
 *   fetch(url);
 * }
 * }</pre>
 *
 * <p>What is acquired is an object, a {@link Permit}: it is given back once, so that there are
 * never more permits than the semaphore was made with. It is fair: one that asks for many is not
 * overtaken by those that ask for few. A task that ends with a permit is named by an {@link
 * AbandonedException}, which those who wait meet, and those who come later.
 */
public final class Semaphore implements WaitQueue.Subject {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final String title;
  private final int permits;
  // With those that are asked for, and have no holder yet.
  private final SequencedSet<Permit> given = new LinkedHashSet<>();
  private final Line line = new Line(this, this::refusal);
  private int available;
  private @Nullable String lost;

  private Semaphore(String title, int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "a semaphore of " + permits + " permits would let nobody in; it needs one at least");
    }
    this.title = title;
    this.permits = permits;
    this.available = permits;
  }

  /**
   * Makes a semaphore of which no permit is given. Never suspends.
   *
   * @param permits how many it has
   * @return the semaphore
   * @throws IllegalArgumentException if there is none
   */
  public static Semaphore of(int permits) {
    return new Semaphore("Semaphore", permits);
  }

  /**
   * Makes a semaphore of which no permit is given. Never suspends.
   *
   * @param name what reports call it
   * @param permits how many it has
   * @return the semaphore
   * @throws IllegalArgumentException if there is none
   */
  public static Semaphore of(String name, int permits) {
    return new Semaphore("Semaphore " + name, permits);
  }

  private final class Share extends Line.Request {
    private final Permit permit;

    Share(int count) {
      permit = new Permit(Semaphore.this, count);
    }

    @Override
    boolean fits() {
      return permit.count() <= available;
    }

    @Override
    void grant(Task<?> task) {
      available -= permit.count();
      permit.holding().passTo(task);
    }
  }

  /**
   * Takes one permit; waits until it can be had.
   *
   * <p>Suspends; a checkpoint. A cancelled one has taken none.
   *
   * @return the permit
   * @throws AbandonedException if a task ended with a permit
   */
  @Async
  public Permit acquire() {
    return acquire(1);
  }

  /**
   * Takes some permits together; waits until they can be had all at once.
   *
   * <p>Suspends; a checkpoint. A cancelled one has taken none.
   *
   * @param count how many
   * @return the permits, as one
   * @throws IllegalArgumentException if the count is not between 1 and what the semaphore has
   * @throws AbandonedException if a task ended with a permit
   */
  @Async
  public Permit acquire(int count) {
    Share share = share(count);
    Coroutine.trap(CHECKPOINT);
    Permit permit = share.permit;
    boolean taken = false;
    // First: when it is granted, by another task perhaps, nothing may fail for want of memory.
    given.add(permit);
    try {
      line.take(share, Gonzo.currentTask());
      taken = true;
    } finally {
      if (!taken) {
        permit.close();
        given.remove(permit);
      }
    }
    return permit;
  }

  /**
   * Takes one permit, if one is there and nobody waits.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the permit, or empty
   * @throws AbandonedException if a task ended with a permit
   */
  @Async
  public Optional<Permit> tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes some permits together, if they are there and nobody waits.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param count how many
   * @return the permits, as one, or empty
   * @throws IllegalArgumentException if the count is not between 1 and what the semaphore has
   * @throws AbandonedException if a task ended with a permit
   */
  @Async
  public Optional<Permit> tryAcquire(int count) {
    Share share = share(count);
    Optional<Permit> permit = Optional.of(share.permit);
    Task<?> task = Gonzo.currentTask();
    given.add(share.permit);
    boolean taken = false;
    try {
      taken = line.tryTake(share, task);
    } finally {
      if (!taken) {
        given.remove(share.permit);
      }
    }
    return taken ? permit : Optional.empty();
  }

  private Share share(int count) {
    if (count < 1 || count > permits) {
      throw new IllegalArgumentException(
          count + " permits of " + title + " can never be had: it has " + permits);
    }
    return new Share(count);
  }

  void giveBack(Permit permit) {
    if (given.remove(permit)) {
      available += permit.count();
      line.serve();
    }
  }

  void abandoned(Task<?> task) {
    lost = task.name();
    line.refuseAll();
  }

  private @Nullable RuntimeException refusal() {
    return lost == null ? null : new AbandonedException(title, lost);
  }

  /** {@return how many permits are there now} Never suspends. */
  public int available() {
    return available;
  }

  /** {@return how many permits it was made with} Never suspends. */
  public int permits() {
    return permits;
  }

  /** {@return the tasks that have permits, in the order in which they got them} Never suspends. */
  @Override
  public Collection<Task<?>> holders() {
    return given.stream()
        .<Task<?>>mapMulti((permit, tasks) -> permit.holder().ifPresent(tasks))
        .distinct()
        .toList();
  }

  /** {@return the tasks that wait, longest waiting first} A copy. Never suspends. */
  public List<Task<?>> waiting() {
    return line.waiting();
  }

  @Override
  public String toString() {
    return title
        + "["
        + (lost != null ? "lost with " + lost : available + " of " + permits + " free")
        + (holders().isEmpty() ? "" : ", held by " + Names.of(holders()))
        + (line.size() == 0 ? "" : ", " + line.size() + " wait")
        + "]";
  }
}
