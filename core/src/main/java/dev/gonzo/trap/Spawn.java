package dev.gonzo.trap;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import org.jspecify.annotations.Nullable;

/**
 * Creates a task from a coroutine, ready to run after those that are ready now. Never suspends.
 *
 * @param coroutine the coroutine that the task runs; it must not have begun
 * @param name the name of the task in reports, or null for a name made from its number
 * @param daemon whether the end of the main task may end this one without a report
 * @param <T> what the coroutine returns
 */
public record Spawn<T extends @Nullable Object>(
    Coroutine<T> coroutine, @Nullable String name, boolean daemon)
    implements Trap.Scheduling<Task<T>> {
  @Override
  public Class<?> answerType() {
    return Task.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
