package dev.gonzo.trap;

import dev.gonzo.OnCancel;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in a thread outside the kernel, suspends until it has ended, and answers its result or
 * throws what it threw. If the task is cancelled before a thread has taken the work, the work never
 * runs; if later, {@link OnCancel} decides what happens to it. A result that arrives first is the
 * answer, and the cancellation waits for the next checkpoint.
 *
 * @param work the work to run
 * @param onCancel what happens to the work when the task is cancelled while it runs
 * @param late takes the result of abandoned work, in its thread; null to drop it
 * @param places the places of which the work takes one before a thread runs it; null for the
 *     kernel's own
 * @param <T> the type of its result
 */
public record RunInThread<T extends @Nullable Object>(
    Callable<? extends T> work,
    OnCancel onCancel,
    @Nullable Consumer<? super T> late,
    @Nullable ThreadPlaces places)
    implements Trap.Threads<T> {
  /**
   * Work that takes one of the kernel's own places.
   *
   * @param work the work to run
   * @param onCancel what happens to the work when the task is cancelled while it runs
   * @param late takes the result of abandoned work, in its thread; null to drop it
   */
  public RunInThread(
      Callable<? extends T> work, OnCancel onCancel, @Nullable Consumer<? super T> late) {
    this(work, onCancel, late, null);
  }

  @Override
  public Class<?> answerType() {
    return Object.class;
  }
}
