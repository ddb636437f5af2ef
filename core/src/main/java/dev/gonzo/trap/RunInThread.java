package dev.gonzo.trap;

import dev.gonzo.OnCancel;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs something in a thread outside the kernel, suspends until it has ended, and answers its
 * result or throws what it threw. Cancelled before the thread took it, it never runs; cancelled
 * later, {@link OnCancel} says what becomes of it. A result that comes to a waiting task is the
 * answer, and the cancellation waits for the next checkpoint.
 *
 * @param work what to run
 * @param onCancel what becomes of it when the task is cancelled while it runs
 * @param late takes the result of abandoned work, in its thread; null to drop it
 * @param places where the work takes a place before a thread runs it; null for the kernel's own
 * @param <T> its result
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
   * @param work what to run
   * @param onCancel what becomes of it when the task is cancelled while it runs
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
