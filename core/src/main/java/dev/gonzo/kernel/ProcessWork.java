package dev.gonzo.kernel;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a thread of {@link ProcessThreads}, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> COMMITTED -> DONE
 *             RUNNING -> DONE
 *             RUNNING -> LEFT
 *   QUEUED -> WITHDRAWN
 * </pre>
 */
final class ProcessWork<T extends @Nullable Object>
    implements Runnable, Undo, ProcessThreads.Progress {
  private enum State {
    QUEUED,
    RUNNING,
    COMMITTED,
    DONE,
    LEFT,
    WITHDRAWN
  }

  private final ProcessThreads threads;
  private final LoopTask<?> task;
  private final ProcessThreads.Work<T> work;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

  ProcessWork(ProcessThreads threads, LoopTask<?> task, ProcessThreads.Work<T> work) {
    this.threads = threads;
    this.task = task;
    this.work = work;
  }

  /** Passes the work to a thread, if the task is suspended at its trap. On the loop's own stack. */
  void submit(Executor executor) {
    if (state.get() != State.QUEUED) {
      return;
    }
    try {
      executor.execute(this);
    } catch (Throwable noThread) {
      if (state.compareAndSet(State.QUEUED, State.DONE)) {
        task.raise(noThread);
      }
    }
  }

  @Override
  public void run() {
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    try {
      T result = work.perform(this);
      end(() -> task.resume(result));
    } catch (Throwable failure) {
      end(() -> task.raise(failure));
    }
  }

  private void end(Runnable word) {
    if (state.compareAndSet(State.RUNNING, State.DONE)
        || state.compareAndSet(State.COMMITTED, State.DONE)) {
      threads.tell(word);
    } else {
      threads.leftBehindEnded(this);
    }
  }

  @Override
  public boolean commit() {
    return state.compareAndSet(State.RUNNING, State.COMMITTED);
  }

  @Override
  public boolean isLeft() {
    return state.get() == State.LEFT;
  }

  /** Called on the kernel's thread. */
  @Override
  public boolean undo() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      return true;
    }
    boolean left = state.compareAndSet(State.RUNNING, State.LEFT);
    if (left) {
      threads.leftBehind(this);
    }
    return left;
  }
}
