package dev.gonzo.durable.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlockException;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.durable.NotDurableException;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
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
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waiters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel on which the body of a durable task runs. It is driven by hand, inside a task of the
 * program's kernel, and nothing comes into it but the events of the task's history: the end of a
 * step, the passing of time, a cancellation. So the same history makes the same run, whatever the
 * body spawns, waits for and cancels, and only events need be recorded.
 */
public final class ReplayKernel {
  static final Object WAITS = new Object();

  private final Instant begun;
  private final Entropy entropy;
  private final Queue<ReplayTask<?>> ready = new ArrayDeque<>();
  private final Set<ReplayTask<?>> living = new LinkedHashSet<>();
  private final Queue<Alarm> alarms = new PriorityQueue<>();
  private final SequencedMap<String, StepInFlight> steps = new LinkedHashMap<>();
  private final ReplayTask<?> main;
  private long now;
  private long tasks;
  private long numbers;
  private @Nullable String closing;
  private @Nullable String deadlock;
  private boolean abandoned;

  /**
   * Creates the kernel; nothing runs yet.
   *
   * @param begun when the task was started
   * @param seed from which its random bytes come
   * @param body the body
   */
  public ReplayKernel(
      Instant begun, byte[] seed, AsyncCallable<? extends @Nullable Object, ?> body) {
    this.begun = begun;
    this.entropy = new Entropy(seed);
    Spawn<@Nullable Object> spawn = new Spawn<>(Coroutine.of(body), "main", false);
    this.main = this.<@Nullable Object>takeOn(spawn, "", null);
  }

  // ---------------------------------------------------------------- events

  /**
   * Runs what is ready.
   *
   * @param most how many turns at most
   * @return whether nothing is ready any more: it is done, or waits for an event
   */
  public boolean run(int most) {
    for (int turns = 0; turns < most; turns++) {
      ReplayTask<?> next = ready.poll();
      if (next != null) {
        turn(next);
      } else if (isDone() || !steps.isEmpty() || nextAlarm().isPresent()) {
        return true;
      } else if (deadlock == null) {
        deadlock = "no step, timer or task can wake a task of the body: " + waiting();
        cancelAll(deadlock);
      } else {
        abandoned = true;
      }
      if (main.state() == TaskState.ENDED && closing == null) {
        cancelAll("the body of the durable task has ended");
      }
    }
    return false;
  }

  /**
   * Moves the clock, unless it is later already, and fires the timers that are due.
   *
   * @param at the time
   * @return whether a timer was due
   */
  public boolean advance(Instant at) {
    now = Math.max(now, Duration.between(begun, at).toNanos());
    boolean due = false;
    while (!alarms.isEmpty() && alarms.element().at() <= now) {
      due = true;
      alarms.remove().ring();
    }
    return due;
  }

  /**
   * Ends a step.
   *
   * @param step a step in flight
   * @param result how it ended
   */
  public void end(StepInFlight step, StepResult result) {
    steps.remove(step.path());
    step.end(result);
  }

  /**
   * Cancels the body.
   *
   * @param reason why
   */
  public void cancel(String reason) {
    boolean _ = main.cancelFor(new Cancelled(reason, "the journal"));
  }

  // ---------------------------------------------------------------- state

  /** {@return the steps for which the body waits, in the order in which it came to them} */
  public Collection<StepInFlight> steps() {
    return steps.values();
  }

  /**
   * {@return the step in flight at a path, or null}
   *
   * @param path its place in the task
   */
  public @Nullable StepInFlight step(String path) {
    return steps.get(path);
  }

  /** {@return when the next timer is due} */
  public Optional<Instant> nextAlarm() {
    return alarms.isEmpty() || alarms.element().at() == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(begun.plusNanos(alarms.element().at()));
  }

  /** {@return whether the body and all its tasks have ended} */
  public boolean isDone() {
    return living.isEmpty() || abandoned;
  }

  /** {@return how the body ended; call it when it is done} */
  public Outcome<?> outcome() {
    ReplayTask.reportFailures(this);
    return deadlock != null
        ? new Outcome.Failure<>(new DeadlockException(deadlock))
        : main.outcome().orElseThrow();
  }

  /** {@return what its tasks wait for, for messages} */
  public String waiting() {
    return living.isEmpty() ? "nothing, it has ended" : Task.treeOf(List.copyOf(living)).strip();
  }

  // ---------------------------------------------------------------- tasks

  private <T extends @Nullable Object> ReplayTask<T> takeOn(
      Spawn<T> spawn, String path, @Nullable Task<?> parent) {
    var task = new ReplayTask<>(this, ++tasks, path, spawn, parent);
    living.add(task);
    ready.add(task);
    if (closing != null) {
      boolean _ = task.cancelFor(new Cancelled(closing, "the journal"));
    }
    return task;
  }

  void makeReady(ReplayTask<?> task) {
    ready.add(task);
  }

  private void turn(ReplayTask<?> task) {
    task.haveTurn();
    if (task.state() == TaskState.ENDED) {
      living.remove(task);
      task.joiners().forEach(joiner -> joiner.readyWith(task.outcome().orElseThrow()));
    }
  }

  private void cancelAll(String reason) {
    closing = reason;
    List.copyOf(living).forEach(task -> task.cancelFor(new Cancelled(reason, "the journal")));
  }

  // ---------------------------------------------------------------- traps

  @Nullable Object answer(ReplayTask<?> task, Trap<?> trap) {
    return switch (trap) {
      case Spawn<?> spawn -> takeOn(spawn, task.nextPath(), task);
      case CurrentTask _ -> task;
      case ListTasks _ -> List.<Task<?>>copyOf(living);
      case YieldTurn _, Checkpoint _ -> null;
      case WaitOn(WaitQueue queue) -> task.waitAt(trap, Waiters.add(mine(queue), task)::remove);
      case Wake(WaitQueue queue, int count) -> wake(mine(queue), count);
      case Join<?>(var other) when mine(other).state() == TaskState.ENDED ->
          other.outcome().orElseThrow();
      case Join<?>(var other) -> {
        List<ReplayTask<?>> joiners = mine(other).joiners();
        joiners.add(task);
        yield task.waitAt(trap, () -> joiners.remove(task));
      }
      case ReadClock _ -> new Moment(now);
      case Sleep(Moment(long point)) when point <= now -> new Moment(now);
      case Sleep(Moment(long point)) -> {
        Alarm alarm = alarm(point, () -> task.readyWith(new Moment(now)));
        yield task.waitAt(trap, () -> alarms.remove(alarm));
      }
      case SetDeadline(Moment(long point), Cancelled cancelled) -> {
        Alarm alarm = alarm(point, () -> task.cancelFor(cancelled));
        boolean _ = advance(begun); // it may have passed
        yield alarm;
      }
      case UnsetDeadline(var deadline) -> {
        alarms.remove(deadline);
        yield null;
      }
      case CancelTask(var other, var cancelled) -> mine(other).cancelFor(cancelled);
      case ThreadTrap.RunInThread<?> run when run.work() instanceof StepCall call -> {
        var step = new StepInFlight(task.nextPath(), call, task);
        steps.put(step.path(), step);
        yield task.waitAt(trap, step);
      }
      case EnvironmentTrap.ReadWallTime _ -> begun.plusNanos(now);
      case EnvironmentTrap.ReadRandomBytes(int count) -> entropy.bytes(count);
      case ThreadTrap<?> _, NetTrap<?> _, FileTrap<?> _, ProcessTrap<?> _, EnvironmentTrap<?> _ ->
          throw new NotDurableException(trap);
    };
  }

  private Alarm alarm(long at, Runnable action) {
    var alarm = new Alarm(at, ++numbers, action);
    alarms.add(alarm);
    return alarm;
  }

  private static int wake(WaitQueue queue, int count) {
    int woken = 0;
    while (woken < count && queue.size() > 0 && Waiters.poll(queue) instanceof ReplayTask<?> task) {
      task.readyWith(null);
      woken++;
    }
    return woken;
  }

  private ReplayTask<?> mine(Task<?> task) {
    if (task instanceof ReplayTask<?> mine && mine.isOfSameKernel(main)) {
      return mine;
    }
    throw new IllegalArgumentException(
        task + " does not belong to the durable task: join or cancel it in a step");
  }

  private boolean mayWait(Task<?> task) {
    return task instanceof ReplayTask<?> mine && living.contains(mine);
  }

  private WaitQueue mine(WaitQueue queue) {
    Task<?> other = queue.first();
    if (other != null && !mayWait(other)) {
      throw new IllegalStateException(
          other + " waits there and does not belong to the durable task: use it in a step");
    }
    return queue;
  }
}
