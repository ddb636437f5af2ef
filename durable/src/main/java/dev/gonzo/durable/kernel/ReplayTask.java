package dev.gonzo.durable.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.KernelMember;
import dev.gonzo.KernelTask;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task of the body: the body itself, and what it spawns. */
final class ReplayTask<T extends @Nullable Object> extends KernelTask<T> implements KernelMember {
  private final ReplayKernel kernel;
  private final String path;
  private final List<ReplayTask<?>> joiners = new ArrayList<>();
  private Supplier<Step<T>> next = () -> coroutine().send(null);
  private Runnable undo = () -> {};
  private @Nullable StepInFlight step;
  private int operations;

  ReplayTask(ReplayKernel kernel, long id, String path, Spawn<T> spawn, @Nullable Task<?> parent) {
    super(id, spawn.name(), spawn.daemon(), parent, spawn.coroutine());
    this.kernel = kernel;
    this.path = path;
  }

  @Override
  public boolean isOfSameKernel(Task<?> other) {
    return other instanceof ReplayTask<?> task && task.kernel == kernel;
  }

  /** The path of its next step or child: steps and children of one task are counted together. */
  String nextPath() {
    operations++;
    return path.isEmpty() ? Integer.toString(operations) : path + "." + operations;
  }

  List<ReplayTask<?>> joiners() {
    return joiners;
  }

  /** Runs it until it waits, gives up its turn, or ends. */
  void haveTurn() {
    become(TaskState.RUNNING);
    countTurn();
    Step<T> now = next.get();
    while (now instanceof Step.Trapped<T>(var trap)) {
      Object answer = null;
      Throwable thrown = trap.isCheckpoint() && hasCancellation() ? cancellation().arrive() : null;
      try {
        answer = thrown == null ? kernel.answer(this, trap) : null;
      } catch (RuntimeException refused) {
        thrown = refused;
      }
      if (thrown == null && trap.isCheckpoint()) {
        if (answer != ReplayKernel.WAITS) {
          readyWith(answer);
        }
        return;
      }
      now = thrown == null ? coroutine().send(answer) : coroutine().raise(thrown);
    }
    end(kernel, parent().isEmpty() || !joiners.isEmpty());
  }

  Object waitAt(Trap<?> trap, Runnable undone) {
    undo = undone;
    waitAt(trap);
    become(TaskState.SUSPENDED);
    return ReplayKernel.WAITS;
  }

  Object waitAt(Trap<?> trap, StepInFlight inFlight) {
    step = inFlight;
    return waitAt(trap, inFlight::cancel);
  }

  void readyWith(@Nullable Object answer) {
    ready(() -> coroutine().send(answer));
  }

  private void ready(Supplier<Step<T>> how) {
    next = how;
    waitAt(null);
    become(TaskState.READY);
    kernel.makeReady(this);
  }

  void stepEnded(StepResult result) {
    step = null;
    switch (result) {
      case StepResult.Value(var value) -> readyWith(value);
      case StepResult.Failed(var failure) -> ready(() -> coroutine().raise(failure));
      case StepResult.WasCancelled() ->
          ready(() -> coroutine().raise(Objects.requireNonNull(cancellation().arrive())));
    }
  }

  /**
   * Requests a cancellation; false if it joins another one. A wait in which it may arrive is over,
   * but not that for a step, whose effect may have happened: the step is to end first.
   */
  boolean cancelFor(Cancelled cancelled) {
    boolean isFirst = state() != TaskState.ENDED && cancellation().request(cancelled);
    if (state() == TaskState.SUSPENDED && cancellation().mayArrive()) {
      undo.run();
      if (step == null) {
        ready(() -> coroutine().raise(Objects.requireNonNull(cancellation().arrive())));
      }
    }
    return isFirst;
  }

  static void reportFailures(ReplayKernel kernel) {
    reportUnjoined(kernel);
  }
}
