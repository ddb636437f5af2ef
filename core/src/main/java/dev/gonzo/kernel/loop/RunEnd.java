package dev.gonzo.kernel.loop;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlockException;
import dev.gonzo.Outcome;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run: what makes it end, the cancellation of the tasks that are left, and what the
 * run fails with.
 *
 * <p>A run ends when its main task has ended, when its tasks are deadlocked, or when its devices
 * fail. In these cases the tasks are cancelled and awaited. If it is abandoned, they are not.
 * Kernel thread only, except where noted.
 */
public final class RunEnd {
  private static final String MAIN_HAS_ENDED = "the main task has ended";
  private static final String REQUESTER = "the kernel";

  private final LoopKernel kernel;
  private final Clock clock;
  private final LivingTasks living;
  private final StubbornTasks stubborn;
  private final Supplier<Cancelled> cancellations = this::cancellation;
  // Cancellations for the main task. The thread that takes one out requests it.
  private final Queue<Cancelled> forMain = new ConcurrentLinkedQueue<>();
  private @Nullable LoopTask<?> main;
  private @Nullable DeadlockException deadlock;
  private @Nullable FailedDevices failedDevices;
  private String reason = MAIN_HAS_ENDED;
  // How often all tasks were cancelled: when the main task has ended, and when the rest is
  // deadlocked.
  private int times;
  // Whether some tasks could not be cancelled, because the heap was full.
  private boolean unfinished;
  // Why the tasks are to be abandoned, and why they were.
  private volatile @Nullable String wantAbandoned;
  private volatile @Nullable String abandoned;

  RunEnd(LoopKernel kernel, Clock clock, LivingTasks living) {
    this.kernel = kernel;
    this.clock = clock;
    this.living = living;
    this.stubborn = new StubbornTasks(living);
  }

  void refuseSecondRun() {
    if (main != null) {
      throw new IllegalStateException("a kernel serves one run: create another");
    }
  }

  void runBegins(LoopTask<?> main) {
    this.main = main;
  }

  /** The main task; null before the run. */
  @Nullable LoopTask<?> main() {
    return main;
  }

  // ---------------------------------------------------------------- the tasks that are left

  /** Whether all tasks have been cancelled, so that each new one must be too. */
  boolean isUnderWay() {
    return times > 0;
  }

  /** Whether some tasks are still to be cancelled. */
  boolean isUnfinished() {
    return unfinished;
  }

  void mainHasEnded() {
    cancelAll(MAIN_HAS_ENDED);
  }

  private void cancelAll(String why) {
    times++;
    reason = why;
    stubborn.begin(clock.nanos());
    unfinished = true;
    cancelRest();
  }

  /** Cancels the tasks that could not be cancelled before. */
  void cancelRest() {
    if (unfinished) {
      Consumer<LoopTask<?>> each = this::cancel;
      unfinished = false; // first: a task that cannot be cancelled sets it again
      living.forEach(each);
    }
  }

  /** Cancels a task, once each time; repeated in the next step if there is no memory. */
  void cancel(LoopTask<?> task) {
    if (task.timesCancelledAtEnd < times) {
      try {
        boolean _ = task.requestCancel(cancellation());
        task.timesCancelledAtEnd = times;
      } catch (OutOfMemoryError full) {
        unfinished = true;
      }
    }
  }

  /** A cancellation because the run ends. If it has failed, the exception is its cause. */
  private Cancelled cancellation() {
    var cancelled = new Cancelled(reason, REQUESTER);
    Throwable failed = failure();
    if (failed == null && main != null) {
      failed = failureOf(main.outcome().orElse(null));
    }
    if (failed != null) {
      cancelled.initCause(failed);
    }
    return cancelled;
  }

  private static @Nullable Throwable failureOf(@Nullable Outcome<?> end) {
    return switch (end) {
      case Outcome.Failure<?>(var cause) -> cause;
      case Outcome.Cancellation<?>(var cancelled) -> cancelled;
      case Outcome.Success<?> _ -> null;
      case null -> null;
    };
  }

  /** Cancels the tasks once more that have swallowed it, if it is time. */
  void lookAtStubborn(long nowNanos) {
    stubborn.look(nowNanos, cancellations);
  }

  /** When to look again, on the kernel's clock; {@code Long.MAX_VALUE} before the end. */
  long nextLook() {
    return stubborn.next();
  }

  // ---------------------------------------------------------------- cancelled from outside

  /**
   * Cancels the main task. If that has ended already, cancels the other tasks once more, in case
   * one of them swallowed the cancellation at the end of the main task. Any thread may call it.
   *
   * @param cancelled the cancellation
   */
  public void cancelMain(Cancelled cancelled) {
    forMain.add(cancelled);
    kernel.post(this::requestForMain);
  }

  /** Requests the cancellations that have come for the main task. */
  void requestForMain() {
    for (Cancelled cancelled; main != null && (cancelled = forMain.poll()) != null; ) {
      if (main.state() == TaskState.ENDED) {
        cancelAll(cancelled.reason());
      } else {
        main.requestCancel(cancelled);
      }
    }
  }

  /**
   * Takes out the cancellations for the main task that can arrive now, if that is the given task.
   * Another thread may call it, while the task is in a foreign block.
   */
  void takeForMain(LoopTask<?> task, List<Cancelled> taken) {
    if (task == main) {
      for (Cancelled cancelled : List.copyOf(forMain)) {
        if (task.couldArrive(cancelled) && forMain.remove(cancelled)) {
          taken.add(cancelled);
        }
      }
    }
  }

  // ---------------------------------------------------------------- ended by force

  /**
   * Handles a deadlock: the first time all tasks are cancelled, so that their clean-up runs; the
   * second time they are abandoned.
   */
  void deadlocked() {
    if (deadlock == null && failedDevices == null) {
      deadlock = new DeadlockException(DeadlockReport.of(living.snapshot()));
      cancelAll("deadlock");
    } else {
      living.abandon();
    }
  }

  /** Ends the run because the wait for the devices has failed. */
  void devicesFailed(RuntimeException failure) {
    failedDevices = new FailedDevices(failure);
    cancelAll("the wait for the devices has failed");
  }

  /** The devices that have failed; null while they work. */
  @Nullable FailedDevices failedDevices() {
    return failedDevices;
  }

  /**
   * Ends the kernel between two turns, and runs nothing of its tasks any more. Any thread may call
   * it; without effect if all tasks have ended by then.
   *
   * @param why the reason, for the exception that the run throws
   */
  public void abandon(String why) {
    wantAbandoned = why;
    kernel.post(() -> {}); // it may be waiting
  }

  /** Whether the tasks are to be abandoned: no further turn may begin. */
  boolean isAbandonWanted() {
    return wantAbandoned != null;
  }

  /** Abandons the tasks, if that is wanted. Between two turns. */
  void abandonIfWanted() {
    if (wantAbandoned != null && !living.isEmpty()) {
      abandoned = wantAbandoned;
      living.forEach(LoopTask::abandonWait);
      living.abandon();
    }
  }

  /** {@return whether the tasks were abandoned} Any thread may call it. */
  public boolean isAbandoned() {
    return abandoned != null;
  }

  /** {@return the exception if the run ended before its tasks had; else null} */
  public @Nullable RuntimeException failure() {
    String why = abandoned;
    if (why != null) {
      return new IllegalStateException(why);
    }
    return failedDevices == null ? deadlock : failedDevices.failure();
  }
}
