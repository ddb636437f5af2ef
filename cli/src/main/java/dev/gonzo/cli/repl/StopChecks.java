package dev.gonzo.cli.repl;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stops tasks whose snippets compute without a checkpoint. {@link LoopChecks} puts a check into
 * each loop and method of a snippet: it costs a read of a field, which is null until a task is to
 * be stopped.
 *
 * <p>First the check yields, so that the kernel can deliver the cancellation there, and {@code
 * finally} blocks run as usual. If that does not help, it throws {@link Stopped} each time.
 */
final class StopChecks {
  private enum Level {
    IN_THREADS,
    YIELD,
    THROW
  }

  private final Map<Task<?>, Level> tasks = new ConcurrentHashMap<>();
  private final Consumer<@Nullable Runnable> field;

  /**
   * Creates one that stops nothing.
   *
   * @param field sets the field that the checks read
   */
  StopChecks(Consumer<@Nullable Runnable> field) {
    this.field = field;
  }

  /**
   * Has the code that a task runs in other threads throw where it is interrupted. On any thread.
   */
  synchronized void throwInThreads(Task<?> task) {
    tasks.put(task, Level.IN_THREADS);
    field.accept(this::check);
  }

  /** Has a task yield at its checks. On any thread. */
  synchronized void yieldIn(Task<?> task) {
    tasks.put(task, Level.YIELD);
    field.accept(this::check);
  }

  /** Has a task throw at its checks. On any thread. */
  synchronized void throwIn(Task<?> task) {
    tasks.put(task, Level.THROW);
    field.accept(this::check);
  }

  /** Leaves a task alone again. On any thread. */
  synchronized void leave(Task<?> task) {
    tasks.remove(task);
    if (tasks.isEmpty()) {
      field.accept(null);
    }
  }

  /** Called by snippets, in the task or thread that runs them. */
  private void check() {
    if (!Coroutine.isRunning()) {
      // A cancelled task interrupts its work in a thread, and waits for it.
      if (Thread.currentThread().isInterrupted()) {
        throw new Stopped();
      }
      return;
    }
    Level level = tasks.get(Task.current());
    if (level == Level.YIELD) {
      Gonzo.yieldNow();
    } else if (level == Level.THROW) {
      throw new Stopped();
    }
  }
}
