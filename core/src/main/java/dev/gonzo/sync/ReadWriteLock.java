package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Holding;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of tasks of a kernel read what one at a time may write.
 *
 * <pre>{@code
 * var lock = ReadWriteLock.of("index");
 * try (var _ = lock.read()) { ... }
 * try (var _ = lock.write()) { ... }
 * }</pre>
 *
 * <p>It is fair in order of arrival: a reader that comes after a writer waits behind it, so that
 * readers cannot keep writers out. A task has it once: one that reads cannot read again, nor turn
 * into a writer, since it would wait for itself. A task that ends with it is named by an {@link
 * AbandonedException}.
 */
public final class ReadWriteLock implements WaitQueue.Subject {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final String title;
  private final SequencedMap<Task<?>, Turn> turns = new LinkedHashMap<>();
  private final Line line = new Line(this, this::refusal);
  private boolean written;
  private @Nullable String lost;

  private ReadWriteLock(String title) {
    this.title = title;
  }

  /**
   * Makes a lock that nobody has. Never suspends.
   *
   * @return the lock
   */
  public static ReadWriteLock of() {
    return new ReadWriteLock("ReadWriteLock");
  }

  /**
   * Makes a lock that nobody has. Never suspends.
   *
   * @param name what reports call it
   * @return the lock
   */
  public static ReadWriteLock of(String name) {
    return new ReadWriteLock("ReadWriteLock " + name);
  }

  /** One task's having it, to read or to write. */
  private final class Turn extends Line.Request implements Held {
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
      Task<?> task = Gonzo.currentTask();
      if (!turns.remove(task, this)) {
        throw new IllegalMonitorStateException(
            title
                + " is not held by "
                + task.name()
                + " in this way: it is given back once, by the"
                + " task that took it");
      }
      written = false;
      holding.end();
      line.serve();
    }
  }

  /**
   * Takes it to read; waits while another task writes, or waits to write.
   *
   * <p>Suspends; a checkpoint. A cancelled one has not taken it.
   *
   * @return what gives it back at the end of a {@code try} block
   * @throws IllegalStateException if this task has it already, to read or to write
   * @throws AbandonedException if a task ended while it had it
   */
  @Async
  public Held read() {
    return take(false);
  }

  /**
   * Takes it to write; waits while another task has it.
   *
   * <p>Suspends; a checkpoint. A cancelled one has not taken it.
   *
   * @return what gives it back at the end of a {@code try} block
   * @throws IllegalStateException if this task has it already, to read or to write
   * @throws AbandonedException if a task ended while it had it
   */
  @Async
  public Held write() {
    return take(true);
  }

  private Held take(boolean writes) {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = Gonzo.currentTask();
    if (turns.containsKey(task)) {
      throw new IllegalStateException(
          task.name() + " has " + this + " already, and would wait for itself: give it back first");
    }
    var turn = new Turn(writes);
    line.take(turn, task);
    return turn;
  }

  /**
   * Takes it to read if that needs no waiting.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return what gives it back, or empty if a task writes or waits, or this one has it already
   * @throws AbandonedException if a task ended while it had it
   */
  @Async
  public Optional<Held> tryRead() {
    return tryTake(false);
  }

  /**
   * Takes it to write if that needs no waiting.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return what gives it back, or empty if a task has it or waits
   * @throws AbandonedException if a task ended while it had it
   */
  @Async
  public Optional<Held> tryWrite() {
    return tryTake(true);
  }

  private Optional<Held> tryTake(boolean writes) {
    Task<?> task = Gonzo.currentTask();
    var turn = new Turn(writes);
    return !turns.containsKey(task) && line.tryTake(turn, task)
        ? Optional.of(turn)
        : Optional.empty();
  }

  private void abandoned(Task<?> task) {
    lost = task.name();
    line.refuseAll();
  }

  private @Nullable RuntimeException refusal() {
    return lost == null ? null : new AbandonedException(title, lost);
  }

  /** {@return the tasks that have it: one that writes, or some that read} Never suspends. */
  @Override
  public Collection<Task<?>> holders() {
    return List.copyOf(turns.keySet());
  }

  /** {@return whether a task has it to write} Never suspends. */
  public boolean isWritten() {
    return written;
  }

  /** {@return the tasks that wait, longest waiting first} A copy. Never suspends. */
  public List<Task<?>> waiting() {
    return line.waiting();
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
                    : "read by " + Names.of(turns.keySet());
    return title + "[" + state + (line.size() == 0 ? "" : ", " + line.size() + " wait") + "]";
  }
}
