package dev.gonzo.kernel;

import dev.gonzo.Task;
import dev.gonzo.report.Reports;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The activations that observe a kernel. They are user code, and the kernel calls them in the
 * middle of its work: so exceptions that they throw are caught, and traps in them are refused. The
 * first exception of an activation is reported. It is still called after that, because its counts
 * would be wrong otherwise. Kernel thread only.
 */
final class Observers {
  /** The events: see {@link Activation}. */
  private enum Event {
    CREATED,
    RUNNING,
    TRAPPED,
    SUSPENDED,
    RESUMED,
    STOPPED,
    ENDED
  }

  private final Activation[] all;
  private final boolean[] reported;
  private boolean calling;
  // The first failure that is not reported yet. It is reported from the loop's own stack, since a
  // task's stack may be almost full.
  private @Nullable Throwable failure;
  private @Nullable Event failedAt;
  private int failed;

  private Observers(Activation[] all) {
    this.all = all;
    this.reported = new boolean[all.length];
  }

  /**
   * {@return the observers with one more}
   *
   * @param before the present ones; null if there are none
   * @param one the new one, which is called last
   */
  static Observers with(@Nullable Observers before, Activation one) {
    int count = before == null ? 0 : before.all.length;
    var all = new Activation[count + 1];
    if (before != null) {
      System.arraycopy(before.all, 0, all, 0, count);
    }
    all[count] = one;
    return new Observers(all);
  }

  void created(Task<?> task) {
    call(Event.CREATED, task, null, 0);
  }

  void running(Task<?> task) {
    call(Event.RUNNING, task, null, 0);
  }

  void trapped(Task<?> task, Trap<?> trap) {
    if (calling) {
      throw new IllegalStateException(
          "an Activation made the trap " + trap + ": the kernel calls it, and it may only observe");
    }
    call(Event.TRAPPED, task, trap, 0);
  }

  void suspended(Task<?> task, Trap<?> trap) {
    call(Event.SUSPENDED, task, trap, 0);
  }

  void resumed(Task<?> task) {
    call(Event.RESUMED, task, null, 0);
  }

  void stopped(Task<?> task, long turnNanos) {
    call(Event.STOPPED, task, null, turnNanos);
    report();
  }

  void ended(Task<?> task) {
    call(Event.ENDED, task, null, 0);
    report();
  }

  private void call(Event event, Task<?> task, @Nullable Trap<?> trap, long nanos) {
    boolean outermost = !calling;
    calling = true;
    for (int i = 0; i < all.length; i++) {
      try {
        call(all[i], event, task, trap, nanos);
      } catch (Throwable thrown) {
        if (failure == null && !reported[i]) {
          failure = thrown;
          failedAt = event;
          failed = i;
        }
      }
    }
    calling = !outermost;
  }

  private static void call(
      Activation one, Event event, Task<?> task, @Nullable Trap<?> trap, long nanos) {
    switch (event) {
      case CREATED -> one.created(task);
      case RUNNING -> one.running(task);
      case RESUMED -> one.resumed(task);
      case STOPPED -> one.stopped(task, Duration.ofNanos(nanos));
      case ENDED -> one.ended(task);
      case TRAPPED, SUSPENDED -> {
        if (trap != null && event == Event.TRAPPED) {
          one.trapped(task, trap);
        } else if (trap != null) {
          one.suspended(task, trap);
        }
      }
    }
  }

  /** Reports the first failure. On the loop's own stack. */
  private void report() {
    Throwable thrown = failure;
    Event event = failedAt;
    if (thrown != null && event != null) {
      failure = null;
      reported[failed] = true;
      Reports.warn(
          "the activation "
              + all[failed].getClass().getName()
              + " has failed at "
              + event
              + "; the tasks are not affected. It is still called, but its further exceptions are"
              + " not reported",
          thrown);
    }
  }
}
