package dev.gonzo.kernel.offload;

import dev.gonzo.OnCancel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Undo;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a thread outside the kernel, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> DONE
 *             RUNNING -> COMMITTED -> DONE
 *             RUNNING -> INTERRUPTING -> INTERRUPTED -> DONE
 *             RUNNING -> ABANDONED
 *   QUEUED -> WITHDRAWN
 *   QUEUED -> DONE         no thread could be started
 * </pre>
 *
 * <p>The interrupt of a cancellation reaches the thread while it does this work and never later: a
 * thread that finds INTERRUPTING waits for INTERRUPTED, and clears the flag.
 *
 * <p>A task that waits is resumed even if there is no memory left when the work ends: all that this
 * needs is created in advance.
 *
 * @param <T> the type of the result
 */
public abstract class OffloadedWork<T extends @Nullable Object> implements Undo, Runnable {
  private enum State {
    QUEUED,
    RUNNING,
    COMMITTED,
    INTERRUPTING,
    INTERRUPTED,
    DONE,
    ABANDONED,
    WITHDRAWN
  }

  /** The task that waits for it. */
  protected final LoopTask<?> task;

  private final OffloadLoop loop;
  private final AbandonedWork abandoned;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private final OffloadLoop.Prepared ending;
  private volatile @Nullable Thread thread;
  // The result of the work: written by its thread, and read on the loop's own stack after that.
  private @Nullable T result;
  private @Nullable Throwable thrown;
  private boolean interrupted;

  /**
   * Creates work that has not begun.
   *
   * @param loop the kernel's loop
   * @param abandoned where it is listed if the task leaves before it ends
   * @param task the task that waits for it
   */
  protected OffloadedWork(OffloadLoop loop, AbandonedWork abandoned, LoopTask<?> task) {
    this.loop = loop;
    this.abandoned = abandoned;
    this.task = task;
    ending = loop.prepare(new Ending());
  }

  // ---------------------------------------------------------------- for each kind of work

  /**
   * Does the work. In the thread.
   *
   * @return its result
   * @throws Exception the exception to throw in the task
   */
  protected abstract T perform() throws Exception;

  /**
   * Passes the result on before the task is resumed; the task can no longer leave. In the thread.
   *
   * @param value the result
   * @throws Exception the exception to throw in the task
   */
  protected void deliver(T value) throws Exception {}

  /**
   * Takes the result of work that the task has abandoned. In the thread.
   *
   * @param value the result
   */
  protected void takeLate(T value) {}

  /** {@return what a cancellation does while it runs} */
  protected OnCancel onCancel() {
    return OnCancel.ABANDON;
  }

  /** Called when a cancelled task has abandoned it to its thread. On the kernel's thread. */
  protected void left() {}

  /** Called when its end is queued for the loop. In its thread. */
  protected void posted() {}

  /** Called when it has ended and was abandoned before. In its thread. */
  protected void endedLate() {}

  /**
   * Called when the task no longer needs it: withdrawn, refused or ended. On the kernel's thread.
   */
  protected void over() {}

  /**
   * Throws its failure in the task. On the loop's own stack.
   *
   * @param failure the failure
   * @param interrupted whether a cancellation has interrupted its thread
   */
  protected void raise(Throwable failure, boolean interrupted) {
    task.raise(failure);
  }

  // ---------------------------------------------------------------- for the kernel's thread

  /** {@return whether the task still waits for it, and no thread has taken it} */
  public final boolean isQueued() {
    return state.get() == State.QUEUED;
  }

  /**
   * Passes it to a thread, unless it was withdrawn. On the loop's own stack, because starting a
   * thread blocks on locks, which a task must not do inside the kernel.
   *
   * @param threads the threads
   */
  public final void start(Executor threads) {
    if (isQueued()) {
      try {
        threads.execute(this);
      } catch (Throwable noThread) {
        if (state.compareAndSet(State.QUEUED, State.DONE)) {
          over();
          task.raise(noThread);
        }
      }
    }
  }

  /** Withdraws work that has not begun; what happens to other work depends on {@link #onCancel}. */
  @Override
  public final boolean undo() {
    if (withdraw()) {
      return true;
    }
    // Not a switch: that would load a class, which fails when no descriptor is left.
    OnCancel reaction = onCancel();
    if (reaction == OnCancel.INTERRUPT) {
      loop.post(this::interrupt);
    }
    return reaction == OnCancel.ABANDON && leave();
  }

  /** Withdraws it, or leaves it to its thread whatever {@link #onCancel} says. */
  protected final void leaveAnyway() {
    if (!withdraw()) {
      boolean _ = leave();
    }
  }

  private boolean withdraw() {
    boolean withdrawn = state.compareAndSet(State.QUEUED, State.WITHDRAWN);
    if (withdrawn) {
      over();
    }
    return withdrawn;
  }

  private boolean leave() {
    abandoned.add(this); // first, because its thread may end and remove it at once
    boolean leaves = state.compareAndSet(State.RUNNING, State.ABANDONED);
    if (leaves) {
      left();
    } else {
      abandoned.remove(this); // it has ended just now, or committed: its result is the answer
    }
    return leaves;
  }

  private void interrupt() {
    Thread worker = thread;
    if (worker != null && state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
      worker.interrupt();
      state.set(State.INTERRUPTED);
    }
  }

  /** The end of the work, on the loop's own stack. A class, since a lambda would be linked late. */
  private final class Ending implements Runnable {
    @Override
    public void run() {
      over();
      Throwable failure = thrown;
      if (failure == null) {
        task.resume(result);
      } else {
        raise(failure, interrupted);
      }
    }
  }

  // ---------------------------------------------------------------- in the thread

  @Override
  public final void run() {
    thread = Thread.currentThread();
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    T value;
    try {
      value = perform();
    } catch (Throwable failure) {
      failed(failure);
      return;
    }
    succeeded(value);
  }

  private void succeeded(T value) {
    if (finish() == State.ABANDONED) {
      try {
        takeLate(value);
      } finally {
        abandonedEnded();
      }
      return;
    }
    try {
      deliver(value);
      result = value;
    } catch (Throwable failure) {
      thrown = failure;
    }
    post();
  }

  private void failed(Throwable failure) {
    State before = finish();
    if (before == State.ABANDONED) {
      abandonedEnded(); // no task waits for it any more
    } else {
      interrupted = before == State.INTERRUPTED;
      thrown = failure;
      post();
    }
  }

  private void post() {
    ending.post();
    posted();
  }

  private void abandonedEnded() {
    abandoned.remove(this);
    endedLate();
  }

  /** Sets the state to DONE, unless the work was abandoned, and returns the former state. */
  private State finish() {
    State before = state.compareAndExchange(State.RUNNING, State.DONE);
    if (before == State.COMMITTED) {
      state.set(State.DONE);
    } else if (before == State.INTERRUPTING || before == State.INTERRUPTED) {
      while (state.get() == State.INTERRUPTING) {
        Thread.onSpinWait();
      }
      boolean _ = Thread.interrupted();
      state.set(State.DONE);
      return State.INTERRUPTED;
    }
    return before;
  }

  /**
   * Announces a step that cannot be undone. From here on a cancelled task waits for the end.
   *
   * @return false if the task has been cancelled and has left: the step must not be taken
   */
  protected final boolean commitStep() {
    return state.compareAndSet(State.RUNNING, State.COMMITTED);
  }

  /** {@return whether the task has been cancelled and has left} */
  protected final boolean isAbandoned() {
    return state.get() == State.ABANDONED;
  }

  /** {@return the thread that does it; null before it has begun} */
  protected final @Nullable Thread thread() {
    return thread;
  }
}
