package dev.gonzo.tck.stranger;

import dev.gonzo.Cancelled;
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

/** What the plain kernel knows of a task: how it goes on, and how its wait is called off. */
final class PlainTask<T extends @Nullable Object> extends KernelTask<T> {
  final PlainKernel kernel;
  final List<PlainTask<?>> joiners = new ArrayList<>();
  private Supplier<Step<T>> next = () -> coroutine().send(null);
  private Runnable undo = () -> {};

  PlainTask(PlainKernel kernel, long id, Spawn<T> spawn, @Nullable Task<?> parent) {
    super(id, spawn.name(), spawn.daemon(), parent, spawn.coroutine());
    this.kernel = kernel;
  }

  /** From where it stands to where it waits, gives up its turn, or ends. */
  void haveTurn() {
    become(TaskState.RUNNING);
    Step<T> step = next.get();
    while (step instanceof Step.Trapped<T>(var trap)) {
      Object answer = null;
      if (trap.isCheckpoint()) {
        kernel.ringAlarms(); // one may have come to be due in this turn
      }
      Throwable thrown = trap.isCheckpoint() && hasCancellation() ? cancellation().arrive() : null;
      try {
        answer = thrown == null ? kernel.answer(this, trap) : null;
      } catch (RuntimeException refused) {
        thrown = refused;
      }
      if (thrown == null && trap.isCheckpoint()) {
        if (answer != PlainKernel.WAITS) {
          readyWith(answer);
        }
        return;
      }
      step = thrown == null ? coroutine().send(answer) : coroutine().raise(thrown);
    }
    end(kernel, parent().isEmpty() || !joiners.isEmpty());
  }

  Object waitAt(Trap<?> trap, Runnable undo) {
    this.undo = undo;
    waitAt(trap);
    become(TaskState.SUSPENDED);
    return PlainKernel.WAITS;
  }

  void readyWith(@Nullable Object answer) {
    ready(() -> coroutine().send(answer));
  }

  private void ready(Supplier<Step<T>> how) {
    next = how;
    waitAt(null);
    become(TaskState.READY);
    kernel.ready.add(this);
  }

  /** Asks for a cancellation; false if it joins another. A wait where it may arrive is over. */
  boolean cancelFor(Cancelled cancelled) {
    boolean isFirst = state() != TaskState.ENDED && cancellation().request(cancelled);
    if (state() == TaskState.SUSPENDED && cancellation().mayArrive()) {
      undo.run();
      ready(() -> coroutine().raise(Objects.requireNonNull(cancellation().arrive())));
    }
    return isFirst;
  }

  static void tellUnjoined(PlainKernel kernel) {
    reportUnjoined(kernel);
  }
}
