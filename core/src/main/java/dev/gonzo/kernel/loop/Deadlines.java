package dev.gonzo.kernel.loop;

import dev.gonzo.Cancelled;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.jfr.FlightRecording;
import dev.gonzo.kernel.loop.watch.TurnMeter;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Log;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one kernel's tasks: each is a timer that requests a cancellation. A deadline
 * that passed while a task kept the kernel busy is reported as late, once for each line of code.
 * Kernel thread only, except for the methods for {@link DeadlineWatch}.
 *
 * <p>The deadline of a task that computes for long arrives at the first checkpoint after it. With
 * the system's clock, {@link DeadlineWatch} notices that; any other clock is read at each
 * checkpoint, since it may change at any time and may belong to one thread.
 */
final class Deadlines {
  private static final int MOST_PLACES = 1_000;

  private final Clock clock;
  private final Timers timers;
  private final TurnMeter meter;
  private final WakeQueue wakeQueue;
  private boolean watchable;
  private boolean watched;
  private final Set<String> places = new HashSet<>();

  Deadlines(Clock clock, Timers timers, TurnMeter meter, WakeQueue wakeQueue) {
    this.clock = clock;
    this.timers = timers;
    this.meter = meter;
    this.wakeQueue = wakeQueue;
    this.watchable = DeadlineWatch.canWatch(clock);
  }

  /** Called when the kernel is about to run tasks. */
  void turnsBegin() {
    if (watched) {
      DeadlineWatch.turnsBegin();
    }
  }

  /** Called when the kernel has ended. */
  void close() {
    if (watched) {
      watched = false;
      DeadlineWatch.remove(this);
    }
  }

  /** Whether a timer is due that {@link DeadlineWatch} does not watch. */
  boolean hasPassedUnwatched() {
    return !watchable && timers.next() <= clock.nanos();
  }

  /** Whether a task is running. For {@link DeadlineWatch}. */
  boolean isBusy() {
    return meter.running() != null;
  }

  /** How long until the earliest timer is due. For {@link DeadlineWatch}. */
  long nanosLeft() {
    long earliest = timers.earliest();
    return earliest == Long.MAX_VALUE ? Long.MAX_VALUE : earliest - clock.nanos();
  }

  /** Called by {@link DeadlineWatch} when the earliest timer is due. */
  void passed() {
    wakeQueue.wantAttention();
  }

  private final class Deadline extends Timers.Timer {
    private final LoopTask<?> task;
    private final Cancelled cancelled;
    private final long at;
    private final long setInTurn = meter.turns();
    // Whether it was delivered by an interrupt, since the task itself kept the kernel busy.
    private volatile boolean delivered;

    Deadline(LoopTask<?> task, SetDeadline asked) {
      this.task = task;
      this.cancelled = asked.cancelled();
      this.at = asked.at().nanos();
    }

    @Override
    void fire(long nowNanos) {
      if (sawLongTurn() && !delivered) {
        struckLate(nowNanos);
      }
      Observers observers = task.kernel().observers();
      if (observers != null) {
        observers.deadlineExpired(task, cancelled);
      }
      boolean _ = task.requestCancel(cancelled);
    }

    /**
     * Whether a turn took too long since it was set. Almost always false, and then the clock need
     * not be read.
     */
    boolean sawLongTurn() {
      return meter.longTurn() >= setInTurn;
    }

    private void struckLate(long nowNanos) {
      long late = nowNanos - at;
      if (late > meter.limitNanos()) {
        report(false, "came", late, "the kernel was kept busy meanwhile");
      }
    }

    /** The block is left before its timer fired. */
    private void left() {
      long late = clock.nanos() - at;
      if (late > 0) {
        report(
            true,
            "was missed unnoticed",
            late,
            "the task kept its kernel busy, without a checkpoint, and keeps its result");
      }
    }

    private void report(boolean missed, String how, long lateNanos, String why) {
      String place = CallSites.lineOf(task.stack());
      FlightRecording.deadlineWasLate(meter.kernel(), task, cancelled, lateNanos, missed, place);
      if (places.size() < MOST_PLACES && places.add(place)) {
        Log.warn(
            "a deadline of task %s (%s) %s, late by %d ms: %s. It is at %s"
                .formatted(
                    task.name(),
                    cancelled.reason(),
                    how,
                    Duration.ofNanos(lateNanos).toMillis(),
                    why,
                    place));
      }
    }
  }

  Handle set(LoopTask<?> task, SetDeadline asked) {
    if (watchable && !watched) {
      watched = DeadlineWatch.add(this);
      watchable = watched;
    }
    var deadline = new Deadline(task, asked);
    long now = task.kernel().interventions().shownNanos();
    if (asked.at().nanos() <= now) {
      deadline.fire(now);
    } else if (asked.at().nanos() < Long.MAX_VALUE) {
      timers.set(deadline, asked.at().nanos());
    }
    return deadline;
  }

  /**
   * Returns the deadlines of a task that have passed while the task itself kept the kernel from
   * firing them, and that can arrive now; marks them as delivered. Another thread may call it,
   * while the task is in a foreign block.
   */
  List<Cancelled> deliverPassed(LoopTask<?> task, long nowNanos) {
    var passed = new ArrayList<Cancelled>();
    timers.forEachDue(
        nowNanos,
        timer -> {
          if (timer instanceof Deadline deadline
              && deadline.task == task
              && !deadline.delivered
              && task.couldArrive(deadline.cancelled)) {
            deadline.delivered = true;
            passed.add(deadline.cancelled);
          }
        });
    return passed;
  }

  @Nullable Object unset(UnsetDeadline asked) {
    if (!(asked.deadline() instanceof Deadline deadline)) {
      throw new IllegalArgumentException("the deadline belongs to another kernel");
    }
    if (deadline.sawLongTurn() && deadline.isSet() && !deadline.delivered) {
      deadline.left();
    }
    timers.clear(deadline);
    return null;
  }
}
