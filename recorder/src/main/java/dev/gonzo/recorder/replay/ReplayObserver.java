package dev.gonzo.recorder.replay;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.TrapGate;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.Blocked;
import dev.gonzo.recorder.event.Event.CancellationArrived;
import dev.gonzo.recorder.event.Event.CancellationRequested;
import dev.gonzo.recorder.event.Event.Created;
import dev.gonzo.recorder.event.Event.DeadlineExpired;
import dev.gonzo.recorder.event.Event.Ended;
import dev.gonzo.recorder.event.Event.Failed;
import dev.gonzo.recorder.event.Event.Resumed;
import dev.gonzo.recorder.event.Event.Stopped;
import dev.gonzo.recorder.event.Event.Suspended;
import dev.gonzo.recorder.event.Event.Trapped;
import dev.gonzo.recorder.event.Event.Turn;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the tasks of a replayed kernel do, and compares it with the recording. Where a trap is
 * answered from the kernel's clock, it sets the clock first.
 *
 * <p>A blocking call of the JDK is not replayed but made, and it may be quicker or slower than in
 * the recording. So a task that blocks now and did not then keeps its turn, and one that blocked
 * then and does not now gives up its turn at its next trap.
 */
final class ReplayObserver implements Activation, TrapGate {
  private final Comparison comparison;
  private final Codec codec;
  private final ReplayClock clock;
  private final ReplayTasks tasks;
  private final ReplayArrivals arrivals;
  private final Outside outside;
  // Sleeps that only give up a turn.
  private final Map<Task<?>, Sleep> yielding = new HashMap<>();
  private final Map<Task<?>, Trap<?>> inTrap = new HashMap<>();
  // Those that gave up their turn at a checkpoint, because they had been answered at once for long.
  private final Set<Task<?>> yieldedAtCheckpoint = new HashSet<>();
  private @Nullable LoopKernel kernel;
  // The task that blocks in its turn and did not in the recording.
  private @Nullable LoopTask<?> blockedInTurn;

  ReplayObserver(
      Comparison comparison,
      Codec codec,
      ReplayClock clock,
      ReplayTasks tasks,
      ReplayArrivals arrivals,
      Outside outside) {
    this.comparison = comparison;
    this.codec = codec;
    this.clock = clock;
    this.tasks = tasks;
    this.arrivals = arrivals;
    this.outside = outside;
  }

  void begin(LoopKernel of) {
    kernel = of;
  }

  /** The task that had the next turn in the recording; null if something else comes first. */
  @Nullable LoopTask<?> nextTurn() {
    if (blockedInTurn != null && !comparison.isOver()) {
      return blockedInTurn;
    }
    return comparison.next() instanceof Turn(long id, _) ? tasks.get(id) : null;
  }

  @Override
  public void enter(LoopTask<?> task, Trap<?> trap) {
    while (endsTurnHere(task)) {
      endTurn(task);
    }
  }

  /** Whether the turn of a task ended here, between two traps, at a blocking call of the JDK. */
  boolean endsTurnHere(LoopTask<?> task) {
    return switch (comparison.next()) {
      case Blocked(long id) -> id == task.id();
      case Stopped(long id) -> id == task.id();
      case null -> false;
      default -> false;
    };
  }

  /** Ends the turn of a task that does not block now. On its own stack. */
  void endTurn(LoopTask<?> task) {
    if (comparison.next() instanceof Blocked blocked) {
      comparison.take(blocked);
    }
    if (!task.tryYieldTurn()) {
      String who = "task " + task.id();
      comparison.diverges(who + " ends its turn", who + " cannot be suspended here", task);
    }
  }

  @Override
  public void created(Task<?> task) {
    tasks.created(task);
    long parent = task.parent().map(Task::id).orElse(-1L);
    comparison.happens(new Created(task.id(), parent, task.name(), task.isDaemon()));
  }

  @Override
  public void running(Task<?> task) {
    if (task == blockedInTurn) {
      blockedInTurn = null;
      return;
    }
    if (comparison.next() instanceof Turn turn && turn.task() == task.id()) {
      comparison.take(turn);
    } else {
      comparison.happens(new Turn(task.id(), 0));
    }
    Sleep asleep = yielding.get(task);
    if (asleep != null) {
      showRecorded(task, asleep);
    }
    if (yieldedAtCheckpoint.remove(task)) {
      lookOutside(comparison.next()); // the kernel is at the checkpoint once more
    }
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    inTrap.put(task, trap);
    comparison.happens(new Trapped(task.id(), codec.trap(trap)), task);
    Event next = comparison.next();
    switch (trap) {
      case ReadClock _ -> showRecorded(task, trap);
      case Sleep asleep when endsTurnAtOnce(task) -> {
        yielding.put(task, asleep);
        clock.show(asleep.until().nanos());
      }
      case SetDeadline deadline -> {
        long number = tasks.deadlineSet(deadline);
        if (next instanceof DeadlineExpired(_, long expired) && expired == number) {
          clock.show(deadline.at().nanos());
        }
      }
      case UnsetDeadline(var deadline) -> tasks.deadlineUnset(deadline);
      default -> {}
    }
    if (trap.isCheckpoint()) {
      lookOutside(next);
    }
  }

  /** Makes the checkpoint that comes now process what came from outside, if that is the next. */
  private void lookOutside(@Nullable Event next) {
    if (Outside.isFromOutside(next)) {
      Objects.requireNonNull(kernel).post(outside::happensAtCheckpoint);
    }
  }

  /** Whether a task gave up its turn at its trap without waiting. */
  private boolean endsTurnAtOnce(Task<?> task) {
    return outside.next(event ->
        event.task() == task.id()
            && switch (event) {
              case Stopped _, Suspended _, Answered _, Failed _ -> true;
              default -> false;
            })
        instanceof Stopped;
  }

  /** Shows the moment that is the recorded answer. */
  private void showRecorded(Task<?> task, Trap<?> trap) {
    if (comparison.next() instanceof Answered(long id, var answer)
        && id == task.id()
        && codec.answer(trap, answer) instanceof Moment moment) {
      clock.show(moment.nanos());
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    clock.hide();
    inTrap.remove(task);
    if (trap instanceof Sleep) {
      yielding.remove(task);
    }
    if (trap instanceof OpenWaker && answer instanceof Waker waker) {
      arrivals.opened(waker);
    }
    if (trap instanceof SetDeadline deadline && answer instanceof Handle handle) {
      tasks.deadlineSet(deadline, handle);
    }
    if (comparison.next() instanceof Answered recorded
        && recorded.task() == task.id()
        && !(isAnsweredByKernel(trap) && differs(trap, recorded, answer))) {
      comparison.take(recorded);
    } else {
      comparison.happens(new Answered(task.id(), codec.answer(trap, answer)), task);
    }
  }

  private static boolean isAnsweredByKernel(Trap<?> trap) {
    return trap instanceof SchedulingTrap || trap instanceof OpenWaker;
  }

  private boolean differs(Trap<?> trap, Answered recorded, @Nullable Object answer) {
    return !recorded.answer().equals(codec.answer(trap, answer));
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    clock.hide();
    inTrap.remove(task);
    yielding.remove(task);
    if (comparison.next() instanceof Failed recorded && recorded.task() == task.id()) {
      comparison.take(recorded);
    } else {
      comparison.happens(new Failed(task.id(), codec.failure(failure)), task);
    }
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    comparison.happens(new Suspended(task.id()), task);
  }

  @Override
  public void resumed(Task<?> task) {
    comparison.happens(new Resumed(task.id()));
  }

  @Override
  public void blocked(Task<?> task) {
    if (comparison.next() instanceof Blocked(long id) && id == task.id()) {
      comparison.take(new Blocked(id));
    } else if (task instanceof LoopTask<?> here) {
      blockedInTurn = here;
    }
  }

  @Override
  public void deadlineExpired(Task<?> task, Cancelled deadline) {
    comparison.happens(new DeadlineExpired(task.id(), tasks.expired(deadline)));
  }

  @Override
  public void cancellationRequested(Task<?> task, Cancelled cancelled) {
    comparison.happens(
        new CancellationRequested(task.id(), cancelled.reason(), cancelled.requester()));
  }

  @Override
  public void cancellationArrived(Task<?> task, Throwable arriving) {
    comparison.happens(new CancellationArrived(task.id()), task);
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    clock.hide();
    Trap<?> trap = inTrap.get(task);
    if (trap != null && trap.isCheckpoint() && task.state() == TaskState.READY) {
      yieldedAtCheckpoint.add(task);
    }
    if (task instanceof LoopTask<?> here && task.state() == TaskState.READY && trap == null) {
      // It has blocked so shortly that it can go on already.
      if (comparison.next() instanceof Blocked blocked && blocked.task() == here.id()) {
        comparison.take(blocked);
      } else if (!endsTurnHere(here)) {
        blockedInTurn = here;
      }
    }
    if (task != blockedInTurn) {
      comparison.happens(new Stopped(task.id()));
    }
  }

  @Override
  public void ended(Task<?> task) {
    tasks.ended(task);
    inTrap.remove(task);
    comparison.happens(new Ended(task.id(), Ended.how(task)));
  }
}
