package dev.gonzo.trap;

import dev.gonzo.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks of one kernel wait for each other, in order of arrival: what locks, queues and events
 * are made of.
 *
 * <p>User space makes it and hands it to {@link WaitOn} and {@link Wake}; kernels put tasks in and
 * take them out. No thread but the kernel's may touch it. Leaving from the middle costs the same as
 * leaving from the front, so that a thousand cancelled waiters cost nobody anything.
 */
public final class WaitQueue {
  private final Entry ends = new Entry(this, null);
  private final @Nullable Subject subject;
  private int size;

  /** Makes an empty queue, of which reports tell only who waits in it. */
  public WaitQueue() {
    this.subject = null;
  }

  /**
   * Makes an empty queue.
   *
   * @param subject what the tasks in it wait for
   */
  public WaitQueue(Subject subject) {
    this.subject = Objects.requireNonNull(subject);
  }

  /** {@return what the tasks in it wait for; empty if nobody said so} */
  public Optional<Subject> subject() {
    return Optional.ofNullable(subject);
  }

  /**
   * Puts a task at the end. For kernels.
   *
   * @param task who waits
   * @return its place, by which it is taken out again when it is cancelled
   */
  public Entry add(Task<?> task) {
    var entry = new Entry(this, task);
    entry.previous = ends.previous;
    entry.next = ends;
    ends.previous.next = entry;
    ends.previous = entry;
    size++;
    return entry;
  }

  /**
   * Takes the task out that has waited longest. For kernels.
   *
   * @return that task, or null if none waits
   */
  public @Nullable Task<?> poll() {
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
   * What tasks wait for in a queue: a lock, an event. Its {@code toString()} is what a report calls
   * it.
   */
  @FunctionalInterface
  public interface Subject {
    /**
     * {@return the tasks that hold it, for whose release the others wait} They are the edges of the
     * graph in which a deadlock is a cycle. None, if anybody may end the wait.
     */
    Collection<Task<?>> holders();
  }

  /** The place of one task in a queue. */
  public static final class Entry {
    private final WaitQueue queue;
    // Null for the one entry that closes the ring.
    private final @Nullable Task<?> task;
    private Entry previous = this;
    private Entry next = this;

    private Entry(WaitQueue queue, @Nullable Task<?> task) {
      this.queue = queue;
      this.task = task;
    }

    /** Takes the task out, if it has not left already. For kernels. */
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
