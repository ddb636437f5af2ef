package dev.gonzo.kernel.offload;

import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.OnCancel;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.report.Log;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a worker thread. It is queued until it has a place and a thread has taken
 * it. It leaves the place when it has ended or is withdrawn; abandoned work may give up the place
 * before that.
 */
final class WorkerRun<T extends @Nullable Object> extends OffloadedWork<T> {
  private final LoopKernel kernel;
  private final Workers workers;
  private final RunInThread<T> asked;
  // Set on the loop's own stack before the thread that reads it is started.
  private ThreadPlaces.@Nullable Place place;

  WorkerRun(LoopKernel kernel, Workers workers, LoopTask<?> task, RunInThread<T> asked) {
    super(workers.loop, workers.abandoned, task);
    this.kernel = kernel;
    this.workers = workers;
    this.asked = asked;
  }

  /** Requests a place, if the task is suspended at its trap. On the loop's own stack. */
  void ask(ThreadPlaces places) {
    if (task.state() == TaskState.SUSPENDED && isQueued()) {
      // Any thread may grant the place, and even before this call returns.
      place = places.ask(() -> workers.loop.post(() -> start(workers)));
    }
  }

  @Override
  protected T perform() throws Exception {
    OffloadThreads.hold(place);
    try {
      return asked.work().call();
    } finally {
      OffloadThreads.hold(null);
    }
  }

  @Override
  protected void takeLate(T value) {
    Consumer<? super T> late = asked.late();
    try {
      if (late != null && !kernel.end().isAbandoned()) {
        late.accept(value);
      }
    } catch (Throwable failure) {
      Log.warn("the handler of the late result of abandoned work has failed", failure);
    }
  }

  @Override
  protected OnCancel onCancel() {
    return asked.onCancel();
  }

  @Override
  protected void left() {
    ThreadPlaces.Place mine = place;
    if (mine != null) {
      mine.abandon();
    }
  }

  /** Leaves it to its thread in any case: no task waits for it, and its result is dropped. */
  @Override
  public void abandon() {
    leaveAnyway();
  }

  @Override
  protected void posted() {
    if (kernel.end().isAbandoned()) {
      over(); // it may be too late to do it there
    }
  }

  @Override
  protected void endedLate() {
    over();
  }

  @Override
  protected void over() {
    ThreadPlaces.Place mine = place;
    if (mine != null) {
      mine.leave();
    }
  }

  @Override
  protected void raise(Throwable failure, boolean interrupted) {
    // Methods that work inside and outside a kernel report an interrupt as a Cancelled.
    if (interrupted && (failure instanceof Cancelled || Cancellation.isInterrupt(failure))) {
      task.raiseCancellation(failure);
    } else {
      task.raise(failure);
    }
  }

  /** The place in the code where abandoned work is, for the list at the end. */
  @Override
  public String toString() {
    Thread worker = thread();
    StackTraceElement[] stack = worker == null ? new StackTraceElement[0] : worker.getStackTrace();
    return (worker == null ? "a thread" : worker.getName())
        + ", for task "
        + task.name()
        + (stack.length == 0 ? "" : ", at " + stack[0]);
  }
}
