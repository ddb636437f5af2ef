package dev.gonzo.tck.stranger;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlockException;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.Checkpoint;
import dev.gonzo.trap.SchedulingTrap.CurrentTask;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waiters;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that was written from {@code docs/traps.md}, without a look at any other: the proof that
 * the page suffices. It drives its tasks by hand, on the thread that calls {@code run}, and has a
 * budget of one: each checkpoint is a turn.
 */
final class PlainKernel implements Kernel {
  static final Object WAITS = new Object();

  private final Clock clock;
  final Queue<PlainTask<?>> ready = new ArrayDeque<>();
  private final Set<PlainTask<?>> living = new LinkedHashSet<>();
  private final Queue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.<Alarm>comparingLong(alarm -> alarm.clockNanos)
              .thenComparingLong(alarm -> alarm.number));
  private long numbers;
  private @Nullable String closing;

  PlainKernel(Clock clock) {
    this.clock = clock;
  }

  /** What is to be done at a point of the clock. */
  private final class Alarm extends Handle {
    final PlainKernel kernel = PlainKernel.this;
    final long number = ++numbers;
    final long clockNanos;
    final Runnable ring;

    Alarm(long clockNanos, Runnable ring) {
      this.clockNanos = clockNanos;
      this.ring = ring;
      alarms.add(this);
    }
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public boolean supports(Class<?> group) {
    return group == SchedulingTrap.class;
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> body)
      throws X {
    Coroutine.requireOutside("run");
    if (numbers > 0) {
      throw new IllegalStateException("a kernel serves one run: open another");
    }
    PlainTask<T> main = takeOn(new Spawn<>(Coroutine.of(body), "main", false), null);
    String deadlock = null;
    while (!living.isEmpty()) {
      ringAlarms();
      PlainTask<?> next = ready.poll();
      if (next != null) {
        turn(next);
      } else if (!letTimePass()) {
        if (deadlock != null) {
          break; // their clean-ups wait for ever
        }
        deadlock = "nothing can ever wake " + living;
        cancelAll(deadlock);
      }
      if (main.state() == TaskState.ENDED && closing == null) {
        cancelAll("the main task has ended");
      }
    }
    PlainTask.tellUnjoined(this);
    if (deadlock != null) {
      throw new DeadlockException(deadlock);
    }
    return main.outcome().orElseThrow().valueOrThrow();
  }

  private <T extends @Nullable Object> PlainTask<T> takeOn(
      Spawn<T> spawn, @Nullable Task<?> parent) {
    var task = new PlainTask<>(this, ++numbers, spawn, parent);
    living.add(task);
    ready.add(task);
    if (closing != null) {
      boolean _ = task.cancelFor(new Cancelled(closing, name()));
    }
    return task;
  }

  private void turn(PlainTask<?> task) {
    task.haveTurn();
    if (task.state() == TaskState.ENDED) {
      living.remove(task);
      task.joiners.forEach(joiner -> joiner.readyWith(task.outcome().orElseThrow()));
    }
  }

  private void cancelAll(String reason) {
    closing = reason;
    List.copyOf(living).forEach(task -> task.cancelFor(new Cancelled(reason, name())));
  }

  void ringAlarms() {
    long now = clock.nanos();
    while (!alarms.isEmpty() && alarms.element().clockNanos <= now) {
      alarms.remove().ring.run();
    }
  }

  /** Waits until the next alarm; false if there is none. */
  private boolean letTimePass() {
    if (alarms.isEmpty() || alarms.element().clockNanos == Long.MAX_VALUE) {
      return false;
    }
    LockSupport.parkNanos(clock.waitNanos(alarms.element().clockNanos, false));
    return true;
  }

  @Nullable Object answer(PlainTask<?> task, Trap<?> trap) {
    return switch (trap) {
      case Spawn<?> spawn -> takeOn(spawn, task);
      case CurrentTask _ -> task;
      case ListTasks _ -> List.<Task<?>>copyOf(living);
      case YieldTurn _, Checkpoint _ -> null;
      case WaitOn(WaitQueue queue) -> task.waitAt(trap, Waiters.add(mine(queue), task)::remove);
      case Wake(WaitQueue queue, int count) -> {
        int woken = 0;
        while (mine(queue).size() > 0
            && woken < count
            && Waiters.poll(queue) instanceof PlainTask<?> waiter) {
          waiter.readyWith(null);
          woken++;
        }
        yield woken;
      }
      case Join<?>(var other) when mine(other).state() == TaskState.ENDED ->
          other.outcome().orElseThrow();
      case Join<?>(var other) -> {
        List<PlainTask<?>> joiners = mine(other).joiners;
        joiners.add(task);
        yield task.waitAt(trap, () -> joiners.remove(task));
      }
      case ReadClock _ -> new Moment(clock.nanos());
      case Sleep(Moment(long point)) when point <= clock.nanos() -> new Moment(clock.nanos());
      case Sleep(Moment(long point)) -> {
        var alarm = new Alarm(point, () -> task.readyWith(new Moment(clock.nanos())));
        yield task.waitAt(trap, () -> alarms.remove(alarm));
      }
      case SetDeadline(Moment(long point), Cancelled cancelled) -> {
        var alarm = new Alarm(point, () -> task.cancelFor(cancelled));
        ringAlarms(); // it may have passed
        yield alarm;
      }
      case UnsetDeadline(Alarm alarm) when alarm.kernel == this -> {
        alarms.remove(alarm);
        yield null;
      }
      case UnsetDeadline _ -> throw new IllegalArgumentException("not of this kernel: " + trap);
      case CancelTask(var other, var cancelled) -> mine(other).cancelFor(cancelled);
      case ThreadTrap<?> _, NetTrap<?> _, FileTrap<?> _, ProcessTrap<?> _, EnvironmentTrap<?> _ ->
          throw new UnsupportedTrapException(name(), trap);
    };
  }

  private PlainTask<?> mine(Task<?> task) {
    if (task instanceof PlainTask<?> plain && plain.kernel == this) {
      return plain;
    }
    throw new IllegalArgumentException(task + " belongs to another kernel");
  }

  private WaitQueue mine(WaitQueue queue) {
    if (queue.first() instanceof Task<?> other && !living.contains(other)) {
      throw new IllegalStateException(other + " of another kernel waits there");
    }
    return queue;
  }
}
