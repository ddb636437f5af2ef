package dev.gonzo.sync;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore for the tasks of a kernel: limits how many use something at the same time, such as
 * connections or memory.
 *
 * <pre>{@code
 * var connections = Semaphore.of("connections", 10);
 * try (var _ = connections.acquire()) {
 *   fetch(url);
 * }
 * }</pre>
 *
 * <p>Acquiring returns a {@link Permit} object, which can be released only once, so that there are
 * never more permits than at the beginning. It is fair: a request for many permits is not overtaken
 * by requests for few. If a task ends while holding a permit, all current and later attempts to
 * acquire one throw {@link AbandonedException}, which names that task.
 */
public final class Semaphore implements WaitQueue.Subject {
  private final String title;
  private final int permits;
  // Includes requested permits, which have no holder yet.
  private final SequencedSet<Permit> given = new LinkedHashSet<>();
  private final FairQueue queue = new FairQueue(this, this::holder, this::refusal);
  private int available;
  private @Nullable String lost;

  private Semaphore(String title, int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException("a semaphore needs at least 1 permit, got " + permits);
    }
    this.title = title;
    this.permits = permits;
    this.available = permits;
  }

  /**
   * Creates a semaphore with all permits available. Never suspends.
   *
   * @param permits the number of permits, at least 1
   * @return the semaphore
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static Semaphore of(int permits) {
    return new Semaphore("Semaphore", permits);
  }

  /**
   * Creates a semaphore with all permits available. Never suspends.
   *
   * @param name the name in reports
   * @param permits the number of permits, at least 1
   * @return the semaphore
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static Semaphore of(String name, int permits) {
    return new Semaphore("Semaphore " + name, permits);
  }

  private final class Share extends FairQueue.Request {
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
   * Acquires one permit. Waits until it is available.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has acquired none.
   *
   * @return the permit
   * @throws AbandonedException if a task ended while holding a permit
   */
  @Async
  public Permit acquire() {
    return acquire(1);
  }

  /**
   * Acquires several permits together. Waits until all are available.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has acquired none.
   *
   * @param count the number of permits
   * @return the permits, as one object
   * @throws IllegalArgumentException if the count is not between 1 and the number of the
   *     semaphore's permits
   * @throws AbandonedException if a task ended while holding a permit
   */
  @Async
  public Permit acquire(int count) {
    Share share = share(count);
    Coroutine.trap(CHECKPOINT);
    Permit permit = share.permit;
    boolean taken = false;
    // Add it first: when it is granted, perhaps by another task, nothing may fail for lack of
    // memory.
    given.add(permit);
    try {
      queue.take(share, Task.current());
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
   * Acquires one permit, if one is available and no task waits.
   *
   * @return the permit, or empty
   * @throws AbandonedException if a task ended while holding a permit
   */
  @Async(Suspension.NEVER)
  public Optional<Permit> tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Acquires several permits together, if all are available and no task waits.
   *
   * @param count the number of permits
   * @return the permits, as one object, or empty
   * @throws IllegalArgumentException if the count is not between 1 and the number of the
   *     semaphore's permits
   * @throws AbandonedException if a task ended while holding a permit
   */
  @Async(Suspension.NEVER)
  public Optional<Permit> tryAcquire(int count) {
    Share share = share(count);
    Optional<Permit> permit = Optional.of(share.permit);
    Task<?> task = Task.current();
    StackReserve.requireForTrap(); // so that the same caller can release it
    given.add(share.permit);
    boolean taken = false;
    try {
      taken = queue.tryTake(share, task);
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
          count + " permits of " + title + " can never be acquired at once: it has " + permits);
    }
    return new Share(count);
  }

  void giveBack(Permit permit) {
    if (given.remove(permit)) {
      available += permit.count();
      queue.serve();
    }
  }

  void abandoned(Task<?> task) {
    lost = task.name();
    queue.refuseAll();
  }

  private @Nullable Task<?> holder() {
    return given.isEmpty() ? null : given.getFirst().holding().holder();
  }

  private @Nullable RuntimeException refusal() {
    return lost == null ? null : new AbandonedException(title, lost);
  }

  /** {@return how many permits are available now} Never suspends. */
  public int available() {
    return available;
  }

  /** {@return the total number of permits} Never suspends. */
  public int permits() {
    return permits;
  }

  /**
   * {@return the tasks that hold permits, in the order in which they requested them} Never
   * suspends.
   */
  @Override
  public Collection<Task<?>> holders() {
    return given.stream()
        .<Task<?>>mapMulti((permit, tasks) -> permit.holder().ifPresent(tasks))
        .distinct()
        .toList();
  }

  /** {@return a copy of the list of waiting tasks, longest waiting first} Never suspends. */
  public List<Task<?>> waiting() {
    return queue.waiting();
  }

  @Override
  public String toString() {
    return title
        + "["
        + (lost != null ? "lost with " + lost : available + " of " + permits + " free")
        + (holders().isEmpty() ? "" : ", held by " + TaskNames.of(holders()))
        + (queue.size() == 0 ? "" : ", " + queue.size() + " wait")
        + "]";
  }
}
