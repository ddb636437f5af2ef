package dev.gonzo.trap;

import dev.gonzo.OnCancel;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads outside the kernel: work in them, and wake-ups from them.
 *
 * @param <R> the type of the answer
 */
public sealed interface ThreadTrap<R extends @Nullable Object> extends Trap<R> {
  /**
   * Closes a waker. Waking it has no effect from then on. Closing twice is harmless. Never
   * suspends.
   *
   * @param waker one that this kernel opened
   */
  record CloseWaker(Waker waker) implements ThreadTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Opens a waker, with which another thread or a callback can wake tasks of this kernel. While it
   * is open, the kernel does not regard waiting tasks as deadlocked. Never suspends.
   */
  record OpenWaker() implements ThreadTrap<Waker>, NoCheckpoint {}

  /**
   * Runs work in a thread outside the kernel, suspends until it has ended, and answers its result
   * or throws what it threw. If the task is cancelled before a thread has taken the work, the work
   * never runs; if later, {@link OnCancel} decides what happens to it. A result that arrives first
   * is the answer, and the cancellation waits for the next checkpoint.
   *
   * @param work the work to run
   * @param onCancel what happens to the work when the task is cancelled while it runs
   * @param late takes the result of abandoned work, in its thread; null to drop it
   * @param places the places of which the work takes one before a thread runs it; null for the
   *     kernel's own
   * @param <T> the type of its result
   */
  record RunInThread<T extends @Nullable Object>(
      Callable<? extends T> work,
      OnCancel onCancel,
      @Nullable Consumer<? super T> late,
      @Nullable ThreadPlaces places)
      implements ThreadTrap<T> {
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
  }

  /**
   * Suspends until a waker is woken, and takes the wake-up. A wake-up that came earlier and was not
   * taken is taken at once. A cancelled wait takes none. Only one task may wait at a time.
   *
   * @param waker a waker that this kernel opened and that is not closed
   */
  record WaitForWaker(Waker waker) implements ThreadTrap<@Nullable Void> {}
}
