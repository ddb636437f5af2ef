package dev.gonzo.kernel;

import dev.gonzo.TaskState;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a worker thread, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> DONE
 *             RUNNING -> INTERRUPTING -> INTERRUPTED -> DONE
 *   QUEUED -> WITHDRAWN
 * </pre>
 *
 * <p>The interrupt of a cancellation reaches the thread while it does this work and never later: a
 * worker that finds INTERRUPTING waits for INTERRUPTED, and takes the flag away.
 */
final class WorkerRun implements Runnable, Undo {
  private enum State {
    QUEUED,
    RUNNING,
    INTERRUPTING,
    INTERRUPTED,
    DONE,
    WITHDRAWN
  }

  private final LoopKernel kernel;
  private final LoopTask<?> task;
  private final Callable<?> work;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private volatile @Nullable Thread thread;

  WorkerRun(LoopKernel kernel, LoopTask<?> task, Callable<?> work) {
    this.kernel = kernel;
    this.task = task;
    this.work = work;
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
    Object value = null;
    Throwable failure = null;
    try {
      value = work.call();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    boolean interrupted = finish();
    tell(value, failure, interrupted);
  }

  private boolean finish() {
    if (state.compareAndSet(State.RUNNING, State.DONE)) {
      return false;
    }
    while (state.get() == State.INTERRUPTING) {
      Thread.onSpinWait();
    }
    boolean _ = Thread.interrupted();
    state.set(State.DONE);
    return true;
  }

  private void tell(@Nullable Object value, @Nullable Throwable failure, boolean interrupted) {
    kernel.tell(() -> {
      if (failure == null) {
        task.resume(value);
      } else if (interrupted && failure instanceof InterruptedException) {
        task.raiseCancellation(failure);
      } else {
        task.raise(failure);
      }
    });
  }

  /** Work that has begun is interrupted, and its end awaited. On the kernel's thread. */
  @Override
  public boolean undo() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      return true;
    }
    kernel.tell(this::interrupt);
    return false;
  }

  private void interrupt() {
    Thread worker = thread;
    if (worker != null && state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
      worker.interrupt();
      state.set(State.INTERRUPTED);
    }
  }
}
