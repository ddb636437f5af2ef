package dev.gonzo.kernel.loop;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.report.Log;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The activations that observe a kernel. They are user code, and the kernel calls them in the
 * middle of its work: so exceptions that they throw are caught, and traps in them are refused. The
 * first exception of an activation is reported. It is still called after that, because its counts
 * would be wrong otherwise.
 *
 * <p>Any thread may add and remove one. The kernel notices between two turns ({@link #refresh}), so
 * that an activation observes whole turns. The other methods are for the kernel's thread only.
 */
final class Observers {
  /** The methods of {@link Activation}: no object is created to call one. */
  private enum Event {
    CREATED,
    RUNNING,
    TRAPPED,
    ANSWERED,
    FAILED,
    SUSPENDED,
    RESUMED,
    BLOCKED,
    UNBLOCKED,
    DEADLINE_EXPIRED,
    CANCELLATION_REQUESTED,
    CANCELLATION_ARRIVED,
    FOREIGN_THREAD_STARTED,
    FOREIGN_THREAD_ENDED,
    STOPPED,
    ENDED
  }

  private static final Observed[] NONE = {};

  private final Interventions interventions;

  /** One activation, from when it begins to observe until it ends. */
  private final class Observed implements RunningKernel.Observation {
    private final Activation activation;
    // Kernel thread only: how many had begun before it, itself included.
    private long number;
    private boolean reported;

    Observed(Activation activation) {
      this.activation = activation;
    }

    @Override
    public void close() {
      wanted.updateAndGet(
          before -> Arrays.stream(before).filter(other -> other != this).toArray(Observed[]::new));
    }
  }

  // What was asked for, replaced as a whole; and what the kernel uses.
  private final AtomicReference<Observed[]> wanted = new AtomicReference<>(NONE);
  private Observed[] all = NONE;
  private long begun;
  private boolean calling;
  // The first failure that is not reported yet. It is reported from the loop's own stack, since a
  // task's stack may be almost full.
  private @Nullable Throwable failure;
  private @Nullable Event failedAt;
  private @Nullable Observed failed;

  Observers(Interventions interventions) {
    this.interventions = interventions;
  }

  /**
   * Adds an activation, which is called after those that there are. Any thread may call it.
   *
   * @return removes it; any thread may close it, any number of times. This object keeps it until
   *     then, so others may hold it weakly
   */
  RunningKernel.Observation add(Activation activation) {
    var one = new Observed(activation);
    wanted.updateAndGet(before -> {
      Observed[] more = Arrays.copyOf(before, before.length + 1);
      more[before.length] = one;
      return more;
    });
    return one;
  }

  /** Whether there are any, or will be from the next turn on. Any thread may call it. */
  boolean areWanted() {
    return wanted.get().length > 0;
  }

  /**
   * Begins to call those that were added, and stops calling those that were removed. Between two
   * turns.
   *
   * @return whether there are any
   */
  boolean refresh() {
    Observed[] now = wanted.get();
    if (now != all) {
      for (Observed one : now) {
        if (one.number == 0) {
          one.number = ++begun;
        }
      }
      all = now;
    }
    return now.length > 0;
  }

  /** Whether an activation is being called now, on the kernel's thread. */
  boolean isCalling() {
    return calling;
  }

  void created(Task<?> task) {
    call(Event.CREATED, task, null, null, 0);
  }

  void running(Task<?> task) {
    call(Event.RUNNING, task, null, null, 0);
  }

  /**
   * A task makes a trap.
   *
   * @return how many activations had begun to observe, for {@link #answered} and {@link #failed}
   * @throws IllegalStateException if an activation has made it
   */
  long trapped(LoopTask<?> task, Trap<?> trap) {
    interventions.enter(task, trap);
    if (calling) {
      throw new IllegalStateException(
          "an Activation made the trap " + trap + ": the kernel calls it, and it may only observe");
    }
    call(Event.TRAPPED, task, trap, null, 0);
    return begun;
  }

  void answered(Task<?> task, Trap<?> trap, @Nullable Object answer, long begunAtTrap) {
    call(Event.ANSWERED, task, trap, answer, begunAtTrap);
  }

  void failed(Task<?> task, Trap<?> trap, Throwable thrown, long begunAtTrap) {
    call(Event.FAILED, task, trap, thrown, begunAtTrap);
  }

  void suspended(Task<?> task, Trap<?> trap) {
    call(Event.SUSPENDED, task, trap, null, 0);
  }

  void resumed(Task<?> task) {
    call(Event.RESUMED, task, null, null, 0);
  }

  void blocked(Task<?> task) {
    call(Event.BLOCKED, task, null, null, 0);
  }

  void unblocked(Task<?> task) {
    call(Event.UNBLOCKED, task, null, null, 0);
  }

  void deadlineExpired(Task<?> task, Cancelled deadline) {
    call(Event.DEADLINE_EXPIRED, task, null, deadline, 0);
  }

  void cancellationRequested(Task<?> task, Cancelled cancelled) {
    call(Event.CANCELLATION_REQUESTED, task, null, cancelled, 0);
  }

  void cancellationArrived(Task<?> task, Throwable arriving) {
    call(Event.CANCELLATION_ARRIVED, task, null, arriving, 0);
  }

  /** On the loop's own stack. */
  void foreignThreadStarted(Task<?> task, Thread thread) {
    call(Event.FOREIGN_THREAD_STARTED, task, null, thread, 0);
    report();
  }

  /** On the loop's own stack. */
  void foreignThreadEnded(Task<?> task, Thread thread) {
    call(Event.FOREIGN_THREAD_ENDED, task, null, thread, 0);
    report();
  }

  /** On the loop's own stack. */
  void stopped(Task<?> task, long turnNanos) {
    call(Event.STOPPED, task, null, null, turnNanos);
    report();
  }

  /** On the loop's own stack. */
  void ended(Task<?> task) {
    call(Event.ENDED, task, null, null, 0);
    report();
  }

  /**
   * Calls all activations.
   *
   * @param number how many activations had begun at the trap, or the nanoseconds of a turn
   */
  private void call(
      Event event, Task<?> task, @Nullable Trap<?> trap, @Nullable Object value, long number) {
    boolean outermost = !calling;
    calling = true;
    for (Observed one : all) {
      try {
        call(one, event, task, trap, value, number);
      } catch (Throwable thrown) {
        if (failure == null && !one.reported) {
          failure = thrown;
          failedAt = event;
          failed = one;
        }
      }
    }
    calling = !outermost;
  }

  private static void call(
      Observed one,
      Event event,
      Task<?> task,
      @Nullable Trap<?> trap,
      @Nullable Object value,
      long number) {
    Activation activation = one.activation;
    switch (event) {
      case CREATED -> activation.created(task);
      case RUNNING -> activation.running(task);
      case RESUMED -> activation.resumed(task);
      case BLOCKED -> activation.blocked(task);
      case UNBLOCKED -> activation.unblocked(task);
      case STOPPED -> activation.stopped(task, Duration.ofNanos(number));
      case ENDED -> activation.ended(task);
      case DEADLINE_EXPIRED -> activation.deadlineExpired(task, (Cancelled) given(value));
      case CANCELLATION_REQUESTED ->
          activation.cancellationRequested(task, (Cancelled) given(value));
      case CANCELLATION_ARRIVED -> activation.cancellationArrived(task, (Throwable) given(value));
      case FOREIGN_THREAD_STARTED -> activation.foreignThreadStarted(task, (Thread) given(value));
      case FOREIGN_THREAD_ENDED -> activation.foreignThreadEnded(task, (Thread) given(value));
      case TRAPPED -> activation.trapped(task, given(trap));
      case SUSPENDED -> activation.suspended(task, given(trap));
      case ANSWERED -> {
        if (one.number <= number) {
          activation.answered(task, given(trap), value);
        }
      }
      case FAILED -> {
        if (one.number <= number) {
          activation.failed(task, given(trap), (Throwable) given(value));
        }
      }
    }
  }

  private static <T> T given(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  /** Reports the first failure. On the loop's own stack. */
  private void report() {
    Throwable thrown = failure;
    Observed by = failed;
    Event event = failedAt;
    if (thrown == null || by == null || event == null) {
      return;
    }
    failure = null;
    by.reported = true;
    Log.warn(
        "the activation "
            + by.activation.getClass().getName()
            + " has failed at "
            + event
            + "; the tasks are not affected. It is still called, but its further exceptions are"
            + " not reported",
        thrown);
  }
}
