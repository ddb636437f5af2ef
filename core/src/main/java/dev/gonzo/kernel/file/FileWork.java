package dev.gonzo.kernel.file;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.Undo;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One operation, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> ENDING
 *             RUNNING -> ABANDONED
 *   QUEUED -> WITHDRAWN
 * </pre>
 *
 * <p>The caller's memory is touched in ENDING only, and in ENDING no cancellation takes the task
 * away: so a thread that is still in a system call never writes into a buffer that has another use
 * by then.
 */
final class FileWork<T extends @Nullable Object> implements Undo {
  private enum State {
    QUEUED,
    RUNNING,
    ENDING,
    ABANDONED,
    WITHDRAWN
  }

  private final FileThreads threads;
  private final LoopTask<?> task;
  private final FileOperation<T> operation;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

  FileWork(FileThreads threads, LoopTask<?> task, FileOperation<T> operation) {
    this.threads = threads;
    this.task = task;
    this.operation = operation;
  }

  /** In a thread of the pool. */
  void run(ByteBuffer buffer) {
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    T answer;
    try {
      answer = operation.perform(buffer.clear());
    } catch (Throwable failure) {
      if (ends()) {
        threads.tell(() -> task.raise(failure));
      } else {
        threads.abandonedEnded(this);
      }
      return;
    }
    if (ends()) {
      operation.deliver(answer, buffer);
      threads.tell(() -> task.resume(answer));
    } else {
      operation.takeBack(answer);
      threads.abandonedEnded(this);
    }
  }

  private boolean ends() {
    return state.compareAndSet(State.RUNNING, State.ENDING);
  }

  /** Whether the task waits for it still, and no thread has taken it. */
  boolean isQueued() {
    return state.get() == State.QUEUED;
  }

  /** On the kernel's thread. */
  @Override
  public boolean undo() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      return true;
    }
    boolean left =
        operation.canBeAbandoned() && state.compareAndSet(State.RUNNING, State.ABANDONED);
    if (left) {
      threads.abandoned(this);
    }
    return left;
  }

  /** For the list of what goes on after the end. */
  @Override
  public String toString() {
    return operation + ", for task " + task.name();
  }
}
