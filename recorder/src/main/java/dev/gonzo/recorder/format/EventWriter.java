package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one kernel. Kernel thread, and the stacks of its tasks. Writing the frequent
 * events allocates nothing.
 */
public final class EventWriter {
  /** The most bytes that an entry has before its body. */
  private static final int MOST_HEAD = 64;

  /** The most bytes that a place has before its text. */
  private static final int MOST_LENGTHS = 16;

  private final EntrySink sink;
  private final ByteWriter body = new ByteWriter();
  private final ByteWriter entry = new ByteWriter();
  private final Numbering numbers = new Numbering();
  private final EventBody bodies;
  private final Map<String, Integer> places = new HashMap<>();
  private long lastTask = -1;
  private long lastNanos;
  private boolean ended;

  /**
   * Creates a writer.
   *
   * @param sink takes the entries
   * @param withData whether the bytes that are received are written
   */
  public EventWriter(EntrySink sink, boolean withData) {
    this.sink = sink;
    this.bodies = new EventBody(body, numbers, new BufferPositions(), withData);
  }

  /** {@return whether nothing can be written any more} */
  public boolean hasEnded() {
    return ended;
  }

  /**
   * Writes what kernel it is, before all else.
   *
   * @param kernel its name
   * @param carrier the name of the carrier
   * @param fromMiddle whether it has run before the recording began
   * @param thread the name of the thread that has called {@code run}; empty if it is not known
   */
  public void kernel(String kernel, String carrier, boolean fromMiddle, String thread) {
    body.clear();
    body.text(kernel);
    body.text(carrier);
    body.flag(fromMiddle);
    body.text(thread);
    add(EntryKind.KERNEL, -1);
  }

  /**
   * Writes that a task was created.
   *
   * @param task its id
   * @param parent the id of its parent; -1 for none
   * @param name its name
   * @param daemon whether it is a daemon
   */
  public void created(long task, long parent, String name, boolean daemon) {
    body.clear();
    body.signed(parent);
    body.flag(daemon);
    body.text(name);
    add(EntryKind.CREATED, task);
  }

  /**
   * Writes that a turn begins.
   *
   * @param task the id of the task
   * @param nanos when, on the kernel's clock
   */
  public void turn(long task, long nanos) {
    begin(EntryKind.TURN, task, MOST_HEAD);
    entry.signed(nanos - lastNanos);
    lastNanos = nanos;
    finish();
  }

  /**
   * Writes that a task makes a trap.
   *
   * @param task its id
   * @param trap the trap
   */
  public void trapped(long task, Trap<?> trap) {
    body.clear();
    bodies.trap(trap);
    add(EntryKind.TRAPPED, task);
  }

  /**
   * Writes where in the program the next trap is made.
   *
   * @param task the id of the task
   * @param place the lines of the program, innermost first
   */
  public void place(long task, String place) {
    body.clear();
    // A text that is not the first one in its file is a number; the longest entry decides whether
    // it is.
    if (!ended && sink.beginsFile(MOST_HEAD + MOST_LENGTHS + 3 * place.length())) {
      places.clear();
    }
    Integer known = places.putIfAbsent(place, places.size() + 1);
    if (known != null) {
      body.number(known);
    } else {
      body.number(0);
      body.text(place);
    }
    add(EntryKind.PLACE, task);
  }

  /**
   * Writes that a trap was answered.
   *
   * @param task the id of its task
   * @param trap the trap
   * @param answer the answer
   */
  public void answered(long task, Trap<?> trap, @Nullable Object answer) {
    body.clear();
    bodies.answer(trap, answer);
    add(EntryKind.ANSWERED, task);
  }

  /**
   * Writes that a trap has thrown.
   *
   * @param task the id of its task
   * @param trap the trap
   * @param failure the exception
   */
  public void failed(long task, Trap<?> trap, Throwable failure) {
    body.clear();
    bodies.noAnswer(trap);
    bodies.failure(failure);
    add(EntryKind.FAILED, task);
  }

  /**
   * Writes that a task waits.
   *
   * @param task its id
   */
  public void suspended(long task) {
    bare(EntryKind.SUSPENDED, task);
  }

  /**
   * Writes that a task is ready to go on.
   *
   * @param task its id
   */
  public void resumed(long task) {
    bare(EntryKind.RESUMED, task);
  }

  /**
   * Writes that a task is in a blocking call of the JDK.
   *
   * @param task its id
   */
  public void blocked(long task) {
    bare(EntryKind.BLOCKED, task);
  }

  /**
   * Writes that the blocking call is over.
   *
   * @param task the id of the task
   */
  public void unblocked(long task) {
    bare(EntryKind.UNBLOCKED, task);
  }

  /**
   * Writes that a deadline has expired.
   *
   * @param task the id of its task
   * @param deadline the cancellation that it requests
   */
  public void deadlineExpired(long task, Cancelled deadline) {
    body.clear();
    body.signed(numbers.ofExpired(deadline));
    add(EntryKind.DEADLINE_EXPIRED, task);
  }

  /**
   * Writes that a cancellation was requested.
   *
   * @param task the id of the task to be cancelled
   * @param cancelled the request
   */
  public void cancellationRequested(long task, Cancelled cancelled) {
    body.clear();
    body.text(cancelled.reason());
    body.text(cancelled.requester());
    add(EntryKind.CANCELLATION_REQUESTED, task);
  }

  /**
   * Writes that a cancellation arrives.
   *
   * @param task the id of the task
   */
  public void cancellationArrived(long task) {
    bare(EntryKind.CANCELLATION_ARRIVED, task);
  }

  /**
   * Writes that something arrives from another thread.
   *
   * @param waker the number of the waker
   */
  public void arrived(long waker) {
    body.clear();
    body.signed(waker);
    add(EntryKind.ARRIVED, -1);
  }

  /**
   * Writes that a task takes a step on a universal object.
   *
   * @param task its id
   * @param object the number of the object
   * @param step how many steps were taken on it before
   */
  public void shared(long task, long object, long step) {
    body.clear();
    body.number(object);
    body.number(step);
    add(EntryKind.SHARED, task);
  }

  /**
   * Writes that a task has read something from the JDK.
   *
   * @param task its id
   * @param what what it has read
   * @param value what it has got
   */
  public void read(long task, String what, @Nullable Object value) {
    body.clear();
    body.text(what);
    bodies.value(value);
    add(EntryKind.READ, task);
  }

  /**
   * Writes that a turn is over.
   *
   * @param task the id of the task
   */
  public void stopped(long task) {
    bare(EntryKind.STOPPED, task);
  }

  /**
   * Writes that a task has ended.
   *
   * @param task its id
   * @param how how
   */
  public void ended(long task, String how) {
    body.clear();
    body.text(how);
    add(EntryKind.ENDED, task);
  }

  /** Writes that the kernel has ended. */
  public void end() {
    if (!ended) {
      body.clear();
      add(EntryKind.END, -1);
      ended = true;
      sink.end();
    }
  }

  /**
   * Returns the number of a waker.
   *
   * @param waker a waker of the kernel
   * @return its number; -1 if it was opened before the recording began
   */
  public long waker(Waker waker) {
    return numbers.of(waker);
  }

  private void bare(int kind, long task) {
    begin(kind, task, MOST_HEAD);
    finish();
  }

  private void add(int kind, long task) {
    begin(kind, task, MOST_HEAD + body.size());
    entry.number(body.size());
    entry.raw(body.array(), 0, body.size());
    finish();
  }

  private void begin(int kind, long task, int mostBytes) {
    entry.clear();
    if (!ended && sink.beginsFile(mostBytes)) {
      lastTask = -1;
      lastNanos = 0;
      if (kind != EntryKind.PLACE) {
        places.clear(); // at a place, that was done before it got its number
      }
    }
    if (task == lastTask) {
      entry.oneByte(kind | EntryKind.SAME_TASK);
    } else {
      entry.oneByte(kind);
      entry.signed(task);
      lastTask = task;
    }
  }

  private void finish() {
    if (!ended && !sink.add(entry.array(), entry.size())) {
      ended = true;
    }
  }
}
