package dev.gonzo.trap;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs something in a thread outside the kernel, suspends until it has ended, and answers its
 * result or throws what it threw. Cancelled before the thread took it, it never runs; cancelled
 * later, the thread is interrupted and the trap ends when the thread has let go. A result that
 * comes all the same is the answer, and the cancellation waits for the next checkpoint.
 *
 * @param work what to run
 * @param <T> its result
 */
public record RunInThread<T extends @Nullable Object>(Callable<T> work) implements Trap.Threads<T> {
  @Override
  public Class<?> answerType() {
    return Object.class;
  }
}
