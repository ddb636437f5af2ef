package dev.gonzo.monitor.server;

import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.kernel.TaskWalk;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the tasks of one kernel, each from a number on. Pages that follow each other share a
 * walk, so that none of them has to be searched for. One thread at a time.
 */
public final class TaskPages implements AutoCloseable {
  /** How long a kernel may keep a page waiting. */
  static final int PATIENCE_SECONDS = 2;

  /** How long it may do so while its tasks have turns, as it reads between them. */
  static final int MOST_PATIENCE_SECONDS = 8;

  private final RunningKernel kernel;
  private @Nullable TaskWalk walk;
  private long next;

  /**
   * Begins without a page.
   *
   * @param kernel the kernel
   */
  public TaskPages(RunningKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Returns a page. Blocks the thread until the kernel has filled it.
   *
   * @param from the number of the first task
   * @param most how many tasks at most
   * @return the tasks; empty if there are none from there on
   * @throws TimeoutException if the kernel does not answer
   */
  public List<TaskView> from(long from, int most) throws TimeoutException {
    TaskWalk going = walk;
    if (going == null || from != next) {
      close();
      going = kernel.walk(from);
      walk = going;
    }
    boolean read = false;
    try {
      List<TaskView> views = filled(going.next(most));
      read = !views.isEmpty();
      if (read) {
        next = views.getLast().task().id() + 1;
      }
      return views;
    } catch (ExecutionException failed) {
      throw new IllegalArgumentException("the tasks cannot be read: " + failed.getCause(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      if (!read) {
        close();
      }
    }
  }

  private List<TaskView> filled(Future<List<TaskView>> page)
      throws TimeoutException, ExecutionException, InterruptedException {
    long turns = kernel.turns();
    for (int waited = PATIENCE_SECONDS; ; waited += PATIENCE_SECONDS) {
      try {
        return page.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException busy) {
        long now = kernel.turns();
        if (now == turns || waited >= MOST_PATIENCE_SECONDS) {
          throw busy;
        }
        turns = now;
      }
    }
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
  }
}
