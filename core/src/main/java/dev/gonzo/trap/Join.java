package dev.gonzo.trap;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import org.jspecify.annotations.Nullable;

/**
 * Suspends until a task has ended, and answers its outcome. A cancelled join leaves that task
 * untouched.
 *
 * @param task the task to wait for
 * @param <T> what the task returns
 */
public record Join<T extends @Nullable Object>(Task<T> task)
    implements Trap.Scheduling<Outcome<T>> {
  @Override
  public Class<?> answerType() {
    return Outcome.class;
  }
}
