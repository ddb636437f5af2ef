package dev.gonzo.tck.smallest;

import module java.base;

import dev.gonzo.*;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.*;
import dev.gonzo.trap.SchedulingTrap.*;

/**
 * The smallest kernel: no devices, no threads, and a clock that moves only when no task can run. It
 * answers traps, and decides which task runs next; {@link SmallTask} drives each task.
 */
public final class SmallestKernel implements Kernel {
  final Queue<SmallTask<?>> ready = new ArrayDeque<>(); // first come, first served
  final Set<SmallTask<?>> living = new LinkedHashSet<>();
  private final TreeMap<Long, SequencedMap<Handle, Runnable>> timers = new TreeMap<>();
  private long clockNanos;
  private long spawned;
  private String ending; // why all tasks must end; null while they need not
  private DeadlockException deadlock;

  @Override
  public String name() {
    return "smallest";
  }

  @Override
  public boolean supports(Class<?> group) {
    return group == SchedulingTrap.class;
  }

  @Override
  public <T, X extends Exception> T run(AsyncCallable<T, X> body) throws X {
    Coroutine.requireOutside("run");
    if (spawned > 0) {
      throw new IllegalStateException("a kernel serves one run: make another");
    }
    SmallTask<T> main = spawn(new Spawn<>(Coroutine.of(body), "main", false), null);
    while (!living.isEmpty()) {
      if (ready.isEmpty()) {
        passTime();
      } else {
        ready.remove().turn();
      }
      if (ending == null && main.state() == TaskState.ENDED) {
        endAll("the main task has ended");
      }
    }
    SmallTask.reportUnjoinedOf(this);
    if (deadlock != null) {
      throw deadlock;
    }
    return main.outcome().orElseThrow().valueOrThrow();
  }

  /** Moves the clock to the next timers when no task can run; without timers, none ever will. */
  private void passTime() {
    if (!timers.isEmpty()) {
      clockNanos = timers.firstKey();
      for (var due = timers.get(clockNanos); !due.isEmpty(); ) {
        due.pollFirstEntry().getValue().run();
      }
      timers.remove(clockNanos);
    } else if (deadlock == null) {
      deadlock = new DeadlockException("every task waits, and nothing can wake one: " + living);
      endAll("deadlock");
    } else {
      living.clear(); // even their clean-up waits
    }
  }

  private void endAll(String reason) {
    ending = reason;
    List.copyOf(living).forEach(task -> task.cancel(new Cancelled(reason, name())));
  }

  /** Answers a trap. A task that has to wait leaves its way out behind, and is resumed later. */
  Object answer(SmallTask<?> task, Trap<?> trap) {
    return switch (trap) {
      case CurrentTask() -> task;
      case ListTasks() -> List.copyOf(living);
      case Spawn<?> asked -> spawn(asked, task);
      case YieldTurn(), Checkpoint() -> task.resume(null);
      case WaitOn(var queue) -> task.suspend(trap, Waiters.add(task.own(queue), task)::remove);
      case Wake(var queue, var count) -> wake(task.own(queue), count, null);
      case Join<?>(var other) when own(other).outcome().isPresent() ->
          task.resume(other.outcome().get());
      case Join<?>(var other) -> task.suspend(trap, Waiters.add(own(other).joiners, task)::remove);
      case CancelTask(var other, var cancelled) -> own(other).cancel(cancelled);
      case ReadClock() -> new Moment(clockNanos);
      case Sleep(Moment(var at)) when at <= clockNanos -> task.resume(new Moment(clockNanos));
      case Sleep(Moment(var at)) -> {
        Handle timer = set(at, () -> task.resume(new Moment(clockNanos)));
        yield task.suspend(trap, () -> unset(timer));
      }
      case SetDeadline(Moment(var at), var cancelled) -> set(at, () -> task.cancel(cancelled));
      case UnsetDeadline(var deadline) -> unset(deadline);
      case ThreadTrap<?> _, NetTrap<?> _, FileTrap<?> _, ProcessTrap<?> _, EnvironmentTrap<?> _ ->
          throw new UnsupportedTrapException(name(), trap);
    };
  }

  private <T> SmallTask<T> spawn(Spawn<T> asked, Task<?> parent) {
    var task = new SmallTask<T>(this, spawned++, asked, parent);
    living.add(task);
    task.resume(null);
    if (ending != null) {
      task.cancel(new Cancelled(ending, name()));
    }
    return task;
  }

  private SmallTask<?> own(Task<?> task) {
    if (task instanceof SmallTask<?> small && small.kernel == this) {
      return small;
    }
    throw new IllegalArgumentException(task + " belongs to another kernel");
  }

  int wake(WaitQueue queue, int count, Object answer) {
    int woken = 0;
    for (; woken < count && Waiters.poll(queue) instanceof SmallTask<?> waiter; woken++) {
      waiter.resume(answer);
    }
    return woken;
  }

  private Handle set(long at, Runnable action) {
    var timer = new Handle() {};
    if (at <= clockNanos) {
      action.run();
    } else if (at < Long.MAX_VALUE) { // which is never
      timers.computeIfAbsent(at, _ -> new LinkedHashMap<>()).put(timer, action);
    }
    return timer;
  }

  private Object unset(Handle timer) {
    timers.values().forEach(due -> due.remove(timer));
    return null;
  }
}
