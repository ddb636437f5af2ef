package dev.gonzo.sync;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Holding;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock for the tasks of a kernel that any number of tasks may hold to read, or one task to write.
 *
 * <pre>{@code
 * var lock = ReadWriteLock.of("index");
 * try (var _ = lock.read()) { ... }
 * try (var _ = lock.write()) { ... }
 * }</pre>
 *
 * <p>It is fair, in the order of arrival: a reader that comes after a waiting writer waits behind
 * it, so that readers cannot starve writers. A task can hold it only once: a reader can neither
 * acquire it again nor become a writer, because it would wait for itself. If a task ends while
 * holding it, all current and later attempts to acquire it throw {@link AbandonedException}, which
 * names that task.
 */
public final class ReadWriteLock implements WaitQueue.Subject {
  private final String title;
  private final SequencedMap<Task<?>, Turn> turns = new LinkedHashMap<>();
  private final FairQueue queue = new FairQueue(this, this::holder, this::refusal);
  private boolean written;
  private @Nullable String lost;

  private ReadWriteLock(String title) {
    this.title = title;
  }

  /**
   * Creates a free lock. Never suspends.
   *
   * @return the lock
   */
  public static ReadWriteLock of() {
    return new ReadWriteLock("ReadWriteLock");
  }

  /**
   * Creates a free lock. Never suspends.
   *
   * @param name the name in reports
   * @return the lock
   */
  public static ReadWriteLock of(String name) {
    return new ReadWriteLock("ReadWriteLock " + name);
  }

  /** A task's hold on the lock, to read or to write. */
  private final class Turn extends FairQueue.Request implements LockHold {
    private final boolean writes;
    private final Holding holding = new Holding(ReadWriteLock.this::abandoned);

    Turn(boolean writes) {
      this.writes = writes;
    }

    @Override
    boolean fits() {
      return writes ? turns.isEmpty() : !written;
    }

    @Override
    void grant(Task<?> task) {
      turns.put(task, this);
      written = writes;
      holding.passTo(task);
    }

    @Override
    public void close() {
      Task<?> task = Task.current();
      StackReserve.requireForOperation();
      if (!turns.remove(task, this)) {
        throw new IllegalMonitorStateException(
            title
                + " is not held by "
                + task.name()
                + " in this way: it must be released once, by the task that acquired it");
      }
      written = false;
      holding.end();
      queue.serve();
    }
  }

  /**
   * Acquires the lock to read. Waits while another task holds it to write, or waits to write.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the task does not hold the lock.
   *
   * @return an object that releases the lock at the end of a {@code try} block
   * @throws IllegalStateException if the calling task already holds it, to read or to write
   * @throws AbandonedException if a task ended while holding it
   */
  @Async
  public LockHold read() {
    return take(false);
  }

  /**
   * Acquires the lock to write. Waits while other tasks hold it.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the task does not hold the lock.
   *
   * @return an object that releases the lock at the end of a {@code try} block
   * @throws IllegalStateException if the calling task already holds it, to read or to write
   * @throws AbandonedException if a task ended while holding it
   */
  @Async
  public LockHold write() {
    return take(true);
  }

  private LockHold take(boolean writes) {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = Task.current();
    if (turns.containsKey(task)) {
      throw new IllegalStateException(
          task.name() + " already holds " + this + ", and would wait for itself: release it first");
    }
    var turn = new Turn(writes);
    queue.take(turn, task);
    return turn;
  }

  /**
   * Acquires the lock to read if that needs no waiting.
   *
   * @return an object that releases the lock; empty if a task writes or waits, or the calling task
   *     already holds the lock
   * @throws AbandonedException if a task ended while holding it
   */
  @Async(Suspension.NEVER)
  public Optional<LockHold> tryRead() {
    return tryTake(false);
  }

  /**
   * Acquires the lock to write if that needs no waiting.
   *
   * @return an object that releases the lock; empty if a task holds it or waits
   * @throws AbandonedException if a task ended while holding it
   */
  @Async(Suspension.NEVER)
  public Optional<LockHold> tryWrite() {
    return tryTake(true);
  }

  private Optional<LockHold> tryTake(boolean writes) {
    Task<?> task = Task.current();
    StackReserve.requireForTrap(); // so that the same caller can release it
    var turn = new Turn(writes);
    return !turns.containsKey(task) && queue.tryTake(turn, task)
        ? Optional.of(turn)
        : Optional.empty();
  }

  private void abandoned(Task<?> task) {
    lost = task.name();
    queue.refuseAll();
  }

  private @Nullable Task<?> holder() {
    return turns.isEmpty() ? null : turns.firstEntry().getKey();
  }

  private @Nullable RuntimeException refusal() {
    return lost == null ? null : new AbandonedException(title, lost);
  }

  /** {@return the tasks that hold it: one writer, or any number of readers} Never suspends. */
  @Override
  public Collection<Task<?>> holders() {
    return List.copyOf(turns.keySet());
  }

  /** {@return whether a task holds it to write} Never suspends. */
  public boolean isWritten() {
    return written;
  }

  /** {@return a copy of the list of waiting tasks, longest waiting first} Never suspends. */
  public List<Task<?>> waiting() {
    return queue.waiting();
  }

  @Override
  public String toString() {
    String state =
        lost != null
            ? "lost with " + lost
            : turns.isEmpty()
                ? "free"
                : written
                    ? "written by " + turns.firstEntry().getKey().name()
                    : "read by " + TaskNames.of(turns.keySet());
    return title + "[" + state + (queue.size() == 0 ? "" : ", " + queue.size() + " wait") + "]";
  }
}
