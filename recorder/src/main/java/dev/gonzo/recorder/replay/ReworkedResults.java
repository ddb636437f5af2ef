package dev.gonzo.recorder.replay;

import dev.gonzo.OnCancel;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Work in threads that is run again in a replay, because its result could not be recorded or it
 * works on objects that it shares with the tasks. Kernel thread, and the stacks of its tasks.
 */
final class ReworkedResults implements AutoCloseable {
  private record Work(
      OnCancel onCancel, CompletableFuture<@Nullable Object> result, Thread thread) {}

  private final long patienceNanos;
  // By the id of the task that waits for it.
  private final Map<Long, Work> works = new HashMap<>();

  /**
   * Creates it without work.
   *
   * @param patienceNanos how long the replay waits for work that has ended in the recording
   */
  ReworkedResults(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** Runs the work of a task in a thread. */
  void run(long task, RunInThread<?> trap) {
    var result = new CompletableFuture<@Nullable Object>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("gonzo-replay-worker")
            .inheritInheritableThreadLocals(false)
            .start(() -> {
              try {
                result.complete(trap.work().call());
              } catch (Throwable failure) {
                result.completeExceptionally(failure);
              }
            });
    works.put(task, new Work(trap.onCancel(), result, thread));
  }

  /** Waits for the end of a task's work, if it has any; false if that takes too long. */
  boolean await(long task) {
    Work work = works.get(task);
    if (work == null) {
      return true;
    }
    try {
      Object _ = work.result().get(patienceNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException failed) {
      return true;
    } catch (TimeoutException tooLong) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Takes out the result of work that has ended. */
  @Nullable Object take(long task) {
    Work work = works.remove(task);
    if (work == null || !work.result().isDone()) {
      throw new IllegalStateException("the result of this work was not recorded");
    }
    if (work.result().isCompletedExceptionally()) {
      throw Rethrow.unchecked(work.result().exceptionNow());
    }
    return work.result().resultNow();
  }

  /** Takes out the result of work that has ended, which is in the recording. */
  void drop(long task) {
    Work _ = works.remove(task);
  }

  /**
   * The wait for work is cancelled.
   *
   * @param isLeft whether the task goes on now, as it did in the recording
   */
  void cancelled(long task, boolean isLeft) {
    Work work = works.get(task);
    if (work == null) {
      return;
    }
    if (work.onCancel() == OnCancel.INTERRUPT) {
      work.thread().interrupt();
      if (isLeft) {
        boolean _ = await(task); // the task did not go on before the end of the work
      }
    }
    if (isLeft) {
      drop(task);
    }
  }

  /** No task will go on with its result. */
  void abandon(long task) {
    Work work = works.remove(task);
    if (work != null) {
      work.thread().interrupt();
    }
  }

  /** Interrupts what still works; the threads are daemons. */
  @Override
  public void close() {
    works.values().forEach(work -> work.thread().interrupt());
    works.clear();
  }
}
