package dev.gonzo;

import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps of a coroutine on the coroutine's own stack, as an operating system answers
 * system calls. For authors of kernels; see {@link CoroutineDriver#attach}.
 */
public interface TrapHandler {
  /**
   * Answers a trap, at once or after {@link CoroutineDriver#suspend}. Runs inside the coroutine.
   *
   * @param trap the coroutine's request
   * @param <R> the type of the answer
   * @return the answer
   * @throws Exception any exception; it is thrown in the coroutine at the trap, which need not
   *     declare it
   */
  <R extends @Nullable Object> R answer(Trap<R> trap) throws Exception;

  /**
   * Called when a coroutine that was {@link CoroutineDriver.Stop#BLOCKED} may be able to continue
   * and should be driven again. May be called by any thread, any number of times, even if nothing
   * has changed; must return quickly and not throw.
   */
  void unblocked();

  /**
   * Called when library code has started a virtual thread in the coroutine, or in another such
   * thread of it: a foreign thread, which runs beside the coroutine. Called shortly before it
   * begins, on the thread that starts it; must return quickly and not throw. By default does
   * nothing. Never called on the baton carrier.
   *
   * @param thread the thread
   */
  default void foreignThreadStarted(Thread thread) {}

  /**
   * Offers to run a foreign thread: when it has started, and each time it can go on after a block.
   * A kernel that decides the order of everything, such as a simulation, takes it, and runs it
   * between two turns. By default returns false: the thread then runs beside the kernel. May be
   * called by any thread; must return quickly and not throw. Never called on the baton carrier.
   *
   * @param thread the thread
   * @param run runs the thread until it blocks or ends. It must be called once, on a platform
   *     thread that runs no coroutine and holds no monitor
   * @return whether {@code run} will be called
   */
  default boolean takeForeignThread(Thread thread, Runnable run) {
    return false;
  }

  /**
   * Called when a foreign thread has ended. May be called by any thread; must return quickly and
   * not throw. By default does the same as {@link #unblocked}.
   *
   * @param thread the thread
   */
  default void foreignThreadEnded(Thread thread) {
    unblocked();
  }

  /**
   * {@return the task on whose behalf the coroutine's traps are made, if the handler knows it
   * better than the coroutine} A generator's coroutine acts for the task that is iterating.
   *
   * @param own the task that runs the coroutine; null if no task does
   */
  default @Nullable Task<?> task(@Nullable Task<?> own) {
    return own;
  }

  /**
   * {@return whether the coroutine may make traps now} A generator may while a task is iterating.
   */
  default boolean isInside() {
    return true;
  }
}
