package dev.gonzo.kernel.jfr;

import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.report.CallSites;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Makes the events of one kernel that some recording wants. Kernel thread only. */
final class KernelEvents implements Activation {
  private final String kernel;
  private final Wanted wanted;
  private final Waits waits;
  // There is one turn at a time, so one object serves all.
  private final TaskTurn turn = new TaskTurn();
  private final IdentityHashMap<Task<?>, TrapEvent> traps = new IdentityHashMap<>();
  private final IdentityHashMap<Task<?>, Requested> cancellations = new IdentityHashMap<>();
  private final IdentityHashMap<Task<?>, ForeignBlock> blocks = new IdentityHashMap<>();
  // The task that has the turn, and whether its beginning was seen.
  private @Nullable Task<?> running;
  private boolean marked;

  private record Requested(CancellationEvent event, Cancelled cancelled) {}

  KernelEvents(String kernel, Wanted wanted) {
    this.kernel = kernel;
    this.wanted = wanted;
    this.waits = new Waits(kernel);
  }

  @Override
  public void created(Task<?> task) {
    if (wanted.starts()) {
      var event = new TaskStart();
      if (event.shouldCommit()) {
        event.parentId = task.parent().map(Task::id).orElse(-1L);
        event.daemon = task.isDaemon();
        if (running == null) {
          commitOnLoop(event, task);
        } else {
          event.commitFor(kernel, task);
        }
      }
    }
  }

  @Override
  public void running(Task<?> task) {
    running = task;
    marked = false;
    if (wanted.turns()) {
      turn.begin();
    }
  }

  @Override
  public void stopped(Task<?> task, Duration length) {
    if (wanted.turns() && running == task) {
      turn.end();
      if (turn.shouldCommit()) {
        commitOnLoop(turn, task);
      }
    }
    running = null;
  }

  /** Commits an event on the loop's own stack, and not on a task's. */
  private void commitOnLoop(TaskEvent event, Task<?> task) {
    mark();
    event.commitFor(kernel, task);
  }

  private void mark() {
    if (!marked) {
      marked = true;
      new LoopMark().commit();
    }
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    if (wanted.traps()) {
      var event = new TrapEvent();
      event.trap = trap.getClass();
      event.begin();
      traps.put(task, event);
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    trapEnds(task, null);
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    trapEnds(task, failure.getClass());
  }

  private void trapEnds(Task<?> task, @Nullable Class<?> failure) {
    if (wanted.waits()) {
      waits.goesOn(task);
    }
    if (wanted.traps()) {
      TrapEvent event = traps.remove(task);
      if (event != null) {
        event.end();
        if (event.shouldCommit()) {
          event.failure = failure;
          event.commitFor(kernel, task);
        }
      }
    }
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    if (wanted.waits()) {
      waits.begins(task, trap);
    }
  }

  @Override
  public void resumed(Task<?> task) {
    if (wanted.waits()) {
      Task<?> by = running;
      waits.isReady(task, by == null || by == task ? -1 : by.id());
    }
  }

  @Override
  public void blocked(Task<?> task) {
    if (wanted.blocks()) {
      var event = new ForeignBlock();
      event.begin();
      blocks.put(task, event);
    }
  }

  @Override
  public void unblocked(Task<?> task) {
    ForeignBlock event = blocks.remove(task);
    if (event != null) {
      event.end();
      if (event.shouldCommit()) {
        event.place = CallSites.lineOf(task.stack()); // it has not gone on yet
        commitOnLoop(event, task);
      }
    }
  }

  @Override
  public void cancellationRequested(Task<?> task, Cancelled cancelled) {
    if (wanted.cancellations()) {
      var event = new CancellationEvent();
      event.begin();
      Requested _ = cancellations.putIfAbsent(task, new Requested(event, cancelled));
    }
  }

  @Override
  public void cancellationArrived(Task<?> task, Throwable arriving) {
    if (wanted.cancellations()) {
      Requested requested = cancellations.remove(task);
      CancellationEvent event = requested == null ? new CancellationEvent() : requested.event;
      event.arrived = true;
      if (requested != null) {
        commit(event, task, requested.cancelled);
      } else if (arriving instanceof Cancelled cancelled) {
        commit(event, task, cancelled);
      }
    }
  }

  private void commit(CancellationEvent event, Task<?> task, Cancelled cancelled) {
    event.end();
    if (event.shouldCommit()) {
      event.reason = cancelled.reason();
      event.requester = cancelled.requester();
      event.commitFor(kernel, task);
    }
  }

  @Override
  public void ended(Task<?> task) {
    Requested requested = cancellations.remove(task);
    if (requested != null) {
      mark();
      commit(requested.event, task, requested.cancelled);
    }
    forget(task);
    if (wanted.ends()) {
      var event = new TaskEnd();
      if (event.shouldCommit()) {
        event.runTime = task.runTime().toNanos();
        event.turns = task.switches();
        task.outcome().ifPresent(outcome -> setOutcome(event, outcome));
        commitOnLoop(event, task);
      }
    }
  }

  /** A task that could not go on ends without an answer to its trap. */
  private void forget(Task<?> task) {
    waits.forget(task);
    traps.remove(task);
    blocks.remove(task);
  }

  private static void setOutcome(TaskEnd event, Outcome<?> outcome) {
    switch (outcome) {
      case Outcome.Success<?> _ -> event.outcome = "success";
      case Outcome.Failure<?>(Throwable cause) -> {
        event.outcome = "failure";
        event.failure = cause.getClass();
      }
      case Outcome.Cancellation<?> _ -> event.outcome = "cancelled";
    }
  }
}
