package dev.gonzo.trap;

import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue of waiting tasks of one kernel, on which locks, queues and events are
 * built.
 *
 * <p>User space creates it and passes it to {@link WaitOn} and {@link Wake}; kernels put tasks in
 * and take them out with {@link Waiters}. Only the kernel's thread may touch it. A task leaves from
 * the middle in constant time, so that thousands of cancelled waiters cost the others nothing.
 */
public final class WaitQueue {
  private final Entry ends = new Entry(this, null);
  private final @Nullable Subject subject;
  private int size;

  /** Creates an empty queue without a subject: reports show only the tasks that wait in it. */
  public WaitQueue() {
    this.subject = null;
  }

  /**
   * Creates an empty queue.
   *
   * @param subject what the tasks in it wait for
   */
  public WaitQueue(Subject subject) {
    this.subject = Objects.requireNonNull(subject);
  }

  /** {@return what the tasks in it wait for; empty if the queue has no subject} */
  public Optional<Subject> subject() {
    return Optional.ofNullable(subject);
  }

  Entry add(Task<?> task) {
    var entry = new Entry(this, task);
    entry.previous = ends.previous;
    entry.next = ends;
    ends.previous.next = entry;
    ends.previous = entry;
    size++;
    return entry;
  }

  @Nullable Task<?> poll() {
    Entry first = ends.next;
    first.remove();
    return first.task;
  }

  /** {@return the task that has waited longest, or null if none waits} It stays in the queue. */
  public @Nullable Task<?> first() {
    return ends.next.task;
  }

  /** {@return how many tasks wait} */
  public int size() {
    return size;
  }

  /** {@return the tasks that wait, longest waiting first} A copy. */
  public List<Task<?>> waiting() {
    var tasks = new ArrayList<Task<?>>(size);
    for (Entry entry = ends.next; entry.task != null; entry = entry.next) {
      tasks.add(entry.task);
    }
    return tasks;
  }

  @Override
  public String toString() {
    return "WaitQueue" + waiting();
  }

  /**
   * What the tasks in a queue wait for, such as a lock or an event. Reports name it by its {@code
   * toString()}.
   */
  @FunctionalInterface
  public interface Subject {
    /**
     * {@return the tasks that hold it, for whose release the others wait} They are the edges of the
     * wait-for graph, in which a deadlock is a cycle. Empty if any task may end the wait.
     */
    Collection<Task<?>> holders();

    /**
     * {@return whether the report of a deadlock lists the tasks that wait for it} It should, unless
     * they only wait for the end of their kernel, as the library's own tasks do, and so are never
     * its cause.
     */
    default boolean isReported() {
      return true;
    }
  }

  /** The entry of one task in a queue. */
  static final class Entry implements Waiters.Entry {
    private final WaitQueue queue;
    // Null for the sentinel that closes the ring.
    private final @Nullable Task<?> task;
    private Entry previous = this;
    private Entry next = this;

    private Entry(WaitQueue queue, @Nullable Task<?> task) {
      this.queue = queue;
      this.task = task;
    }

    @Override
    public void remove() {
      if (task != null && next != this) {
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
        queue.size--;
      }
    }
  }
}
