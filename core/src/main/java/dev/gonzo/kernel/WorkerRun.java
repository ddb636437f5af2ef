package dev.gonzo.kernel;

import dev.gonzo.Cancellation;
import dev.gonzo.TaskState;
import dev.gonzo.trap.RunInThread;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a worker thread, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> DONE
 *             RUNNING -> INTERRUPTING -> INTERRUPTED -> DONE
 *             RUNNING -> ABANDONED
 *   QUEUED -> WITHDRAWN
 * </pre>
 *
 * <p>The interrupt of a cancellation reaches the thread while it does this work and never later: a
 * worker that finds INTERRUPTING waits for INTERRUPTED, and takes the flag away.
 */
final class WorkerRun<T extends @Nullable Object> implements Runnable, Undo {
  private enum State {
    QUEUED,
    RUNNING,
    INTERRUPTING,
    INTERRUPTED,
    DONE,
    ABANDONED,
    WITHDRAWN
  }

  private final LoopKernel kernel;
  private final Workers workers;
  private final LoopTask<?> task;
  private final RunInThread<T> asked;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private volatile @Nullable Thread thread;

  WorkerRun(LoopKernel kernel, Workers workers, LoopTask<?> task, RunInThread<T> asked) {
    this.kernel = kernel;
    this.workers = workers;
    this.task = task;
    this.asked = asked;
  }

  /** On the loop's own stack, when the task stands at its trap. */
  void submit(ThreadPoolExecutor pool) {
    if (task.state() == TaskState.SUSPENDED && state.get() == State.QUEUED) {
      pool.execute(this);
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    T value;
    try {
      value = asked.work().call();
    } catch (Throwable failure) {
      failed(failure);
      return;
    }
    succeeded(value);
  }

  private void succeeded(T value) {
    switch (finish()) {
      case ABANDONED -> handLate(value);
      default -> kernel.tell(() -> task.resume(value));
    }
  }

  private void failed(Throwable failure) {
    switch (finish()) {
      case ABANDONED -> workers.abandonedEnded(this); // nobody asked for it any more
      case INTERRUPTED ->
          kernel.tell(() -> {
            if (Cancellation.isInterrupt(failure)) {
              task.raiseCancellation(failure);
            } else {
              task.raise(failure);
            }
          });
      default -> kernel.tell(() -> task.raise(failure));
    }
  }

  /** What the state was when the work ended; it is DONE from now on, unless it was abandoned. */
  private State finish() {
    State before = state.compareAndExchange(State.RUNNING, State.DONE);
    if (before == State.INTERRUPTING || before == State.INTERRUPTED) {
      while (state.get() == State.INTERRUPTING) {
        Thread.onSpinWait();
      }
      boolean _ = Thread.interrupted();
      state.set(State.DONE);
      return State.INTERRUPTED;
    }
    return before;
  }

  private void handLate(T value) {
    Consumer<? super T> late = asked.late();
    try {
      if (late != null) {
        late.accept(value);
      }
    } catch (Throwable failure) {
      Workers.warn("what takes the late result of abandoned work has failed", failure);
    } finally {
      workers.abandonedEnded(this);
    }
  }

  /** Work that has begun goes on as it was asked for. On the kernel's thread. */
  @Override
  public boolean undo() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      return true;
    }
    return switch (asked.onCancel()) {
      case WAIT -> false;
      case INTERRUPT -> {
        kernel.tell(this::interrupt);
        yield false;
      }
      case ABANDON -> {
        workers.abandoned(this);
        boolean left = state.compareAndSet(State.RUNNING, State.ABANDONED);
        if (!left) {
          workers.abandonedEnded(this); // it has ended just now: its result is the answer
        }
        yield left;
      }
    };
  }

  private void interrupt() {
    Thread worker = thread;
    if (worker != null && state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
      worker.interrupt();
      state.set(State.INTERRUPTED);
    }
  }

  /** Where abandoned work stands, for the list at the end. */
  String place() {
    Thread worker = thread;
    StackTraceElement[] stack = worker == null ? new StackTraceElement[0] : worker.getStackTrace();
    return (worker == null ? "a thread" : worker.getName())
        + ", for task "
        + task.name()
        + (stack.length == 0 ? "" : ", at " + stack[0]);
  }
}
