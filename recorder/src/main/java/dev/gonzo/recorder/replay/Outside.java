package dev.gonzo.recorder.replay;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.ReplayResult.NotReplayable;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.Arrived;
import dev.gonzo.recorder.event.Event.CancellationArrived;
import dev.gonzo.recorder.event.Event.CancellationRequested;
import dev.gonzo.recorder.event.Event.DeadlineExpired;
import dev.gonzo.recorder.event.Event.Failed;
import dev.gonzo.recorder.event.Event.Resumed;
import dev.gonzo.recorder.event.Event.Turn;
import dev.gonzo.recorder.event.Event.Unblocked;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import dev.gonzo.trap.Trap;
import java.util.HashSet;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets happen what came from outside of the kernel in the recording, at the same place among the
 * other events. Kernel thread only, except {@link #wakeUp}.
 */
final class Outside {
  private static final long LOOK_MILLIS = 1;

  private final Script script;
  private final Comparison comparison;
  private final Codec codec;
  private final ReplayClock clock;
  private final ReplayTasks tasks;
  private final ReplayArrivals arrivals;
  private final ReworkedResults results;
  private final long patienceNanos;
  private final Semaphore woken = new Semaphore(0);
  private @Nullable LoopKernel kernel;
  // The event that does not happen, and since when it is waited for.
  private long stuckAt = -1;
  private long stuckSince;

  Outside(
      Script script,
      Comparison comparison,
      Codec codec,
      ReplayClock clock,
      ReplayTasks tasks,
      ReplayArrivals arrivals,
      ReworkedResults results,
      long patienceNanos) {
    this.script = script;
    this.comparison = comparison;
    this.codec = codec;
    this.clock = clock;
    this.tasks = tasks;
    this.arrivals = arrivals;
    this.results = results;
    this.patienceNanos = patienceNanos;
  }

  void begin(LoopKernel of) {
    kernel = of;
  }

  /** Ends a wait of {@link #happens}. Any thread may call it. */
  void wakeUp() {
    woken.release();
  }

  /** Whether an event comes from outside, if it is between two turns or at a checkpoint. */
  static boolean isFromOutside(@Nullable Event event) {
    return event instanceof Resumed
        || event instanceof DeadlineExpired
        || event instanceof Arrived
        || event instanceof Unblocked
        || event instanceof CancellationRequested;
  }

  /**
   * Lets the next events from outside happen, up to the next turn. Timers fire after it has
   * returned, so it stops at one.
   */
  void happens() {
    if (happenAll() || comparison.isOver()) {
      stuckAt = -1;
    } else {
      waitForOthers();
    }
  }

  /**
   * Lets the next events happen that came to a kernel while a task was at a checkpoint. The task
   * cannot go on before: this waits for other threads.
   */
  void happensAtCheckpoint() {
    long moment = clock.nanos();
    while (!happenAll() && clock.nanos() == moment && !comparison.isOver()) {
      waitForOthers();
    }
    stuckAt = -1;
  }

  private boolean happenAll() {
    boolean isMoved = false;
    while (happensNext()) {
      isMoved = true;
    }
    return isMoved;
  }

  /** Lets one event happen; false if that is left to the kernel's next step. */
  private boolean happensNext() {
    Event next = comparison.next();
    return switch (next) {
      case null -> {
        if (!comparison.isOver()) {
          comparison.endsEarly();
        }
        yield false;
      }
      case Resumed(long id) -> {
        LoopTask<?> task = tasks.get(id);
        yield task != null && task.state() == TaskState.SUSPENDED && resume(task, next);
      }
      case DeadlineExpired _ -> {
        timersFire();
        yield false;
      }
      case Arrived(long waker) -> {
        Runnable delivery = arrivals.poll(waker);
        if (delivery == null) {
          yield false;
        }
        comparison.take(next);
        delivery.run();
        yield true;
      }
      case Unblocked(long id) -> {
        LoopTask<?> task = tasks.get(id);
        if (task == null || task.state() == TaskState.BLOCKED) {
          yield false;
        }
        comparison.take(next);
        yield true;
      }
      case CancellationRequested(long id, String reason, String requester) -> {
        if (id == tasks.main() && stuckAt != script.number()) {
          kernel().end().cancelMain(new Cancelled(reason, requester));
        }
        yield false;
      }
      default -> false;
    };
  }

  /** A trap of a task has made others ready, as a close does. On the task's own stack. */
  void othersGoOn(LoopTask<?> task) {
    while (comparison.next() instanceof Resumed(long id) && id != task.id() && happensNext()) {
      // each is one task
    }
  }

  private boolean resume(LoopTask<?> task, Event next) {
    Trap<?> trap = task.waitingAt().orElse(null);
    return switch (trap) {
      case null -> false;
      case WaitOn _, Join<?> _, WaitForWaker _ -> false;
      case Sleep _ -> {
        timersFire();
        yield false;
      }
      case RunInThread<?> work when !results.await(task.id()) -> {
        giveUp("work in a thread does not end, which had ended in the recording: " + work.work());
        yield false;
      }
      default -> {
        task.resume(null);
        yield comparison.next() != next;
      }
    };
  }

  /** Moves the clock on, so that the timers fire that fired here at the same moment. */
  private void timersFire() {
    var cancelled = new HashSet<Long>();
    var fired = new Batch();
    script.visit(event ->
        switch (event) {
          case DeadlineExpired(_, long number) -> fired.addDeadline(tasks.deadline(number));
          case CancellationRequested(long id, _, _) -> {
            cancelled.add(id);
            yield true;
          }
          case Resumed(long id) when cancelled.remove(id) -> true;
          case Resumed(long id) -> {
            LoopTask<?> task = tasks.get(id);
            yield task != null
                && task.waitingAt().orElse(null) instanceof Sleep asleep
                && fired.addSleep(endOf(task, asleep));
          }
          default -> false;
        });
    clock.advanceTo(fired.moment);
  }

  /** The timers that fired at one moment, which a sleep that ended then has as its answer. */
  private static final class Batch {
    private long moment = Long.MIN_VALUE;
    private boolean isKnown;

    /** Adds a deadline; false if it expired at a later moment. */
    boolean addDeadline(long at) {
      if (isKnown && at > moment) {
        return false;
      }
      moment = Math.max(moment, at);
      return true;
    }

    /** Adds a sleep; false if it ended at another moment. */
    boolean addSleep(long end) {
      if (isKnown && end != moment) {
        return false;
      }
      moment = Math.max(moment, end);
      isKnown = true;
      return true;
    }
  }

  /** When a sleep ended, as it was recorded. */
  private long endOf(LoopTask<?> task, Sleep asleep) {
    return answerTo(task.id()) instanceof Answered answered
            && codec.answer(asleep, answered.answer()) instanceof Moment end
        ? end.nanos()
        : asleep.until().nanos();
  }

  /** The first of the events to come that fits; null if there is none. */
  @Nullable Event next(Predicate<Event> wanted) {
    return script.find(wanted);
  }

  /** The answer or the failure that comes next for a task; null if there is none. */
  private @Nullable Event answerTo(long task) {
    return script.find(
        event -> event.task() == task && (event instanceof Answered || event instanceof Failed));
  }

  /** Whether a cancellation arrives in a task now, or as soon as it is ready and has its turn. */
  boolean isCancelledNext(long task) {
    return switch (comparison.next()) {
      case CancellationArrived(long id) -> id == task;
      case Resumed(long id) when id == task ->
          script.find(event ->
              event.task() == task && !(event instanceof Resumed) && !(event instanceof Turn))
              instanceof CancellationArrived;
      case null -> false;
      default -> false;
    };
  }

  private LoopKernel kernel() {
    return Objects.requireNonNull(kernel);
  }

  /** Waits a moment for threads outside the kernel; after too long a time the replay ends. */
  private void waitForOthers() {
    long number = script.number();
    if (stuckAt != number) {
      stuckAt = number;
      stuckSince = System.nanoTime();
      return; // the next step may bring it
    }
    if (System.nanoTime() - stuckSince > patienceNanos) {
      stuck();
      return;
    }
    try {
      if (woken.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        woken.drainPermits();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      giveUp("the thread of the replay was interrupted");
    }
  }

  private void stuck() {
    Event next = comparison.next();
    switch (next) {
      case null -> {}
      case Arrived(long waker) ->
          giveUp(
              "nothing arrives from another thread at waker "
                  + waker
                  + ", as it did in the recording: that thread is not started by the program, or it"
                  + " waits for something outside");
      case Unblocked(long id) ->
          giveUp("task " + id + " does not leave a blocking call of the JDK, as in the recording");
      case Event event ->
          comparison.diverges(EventText.of(event, codec), tasks.now(event.task()), null);
    }
  }

  /** Ends the replay. */
  void giveUp(String reason) {
    comparison.endsWith(new NotReplayable(script.number() + 1, reason), reason);
  }
}
