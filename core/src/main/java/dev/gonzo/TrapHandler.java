package dev.gonzo;

import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * Who answers the traps of a coroutine on the coroutine's own stack, as an operating system answers
 * system calls. For those who write kernels; see {@link Coroutine#attach}.
 */
public interface TrapHandler {
  /**
   * Answers a trap, at once or after {@link Coroutine#suspend}. Runs inside the coroutine.
   *
   * @param trap what the coroutine asks for
   * @param <R> what it is answered with
   * @return the answer
   * @throws Exception what the coroutine meets at the trap; it need not declare it
   */
  <R extends @Nullable Object> R answer(Trap<R> trap) throws Exception;

  /**
   * Tells that a coroutine that was {@link Coroutine.Stop#BLOCKED} may be able to go on: drive it
   * again. Called by any thread, any number of times, also when nothing has changed; must return
   * soon and not throw.
   */
  void unblocked();

  /**
   * {@return the task in whose name the coroutine's traps are made, where the handler knows it
   * better than the coroutine} A generator's coroutine acts for the task that iterates at the
   * moment.
   *
   * @param own the task that runs the coroutine; null if no task does
   */
  default @Nullable Task<?> task(@Nullable Task<?> own) {
    return own;
  }

  /** {@return whether the coroutine may make traps now} A generator may while a task iterates. */
  default boolean isInside() {
    return true;
  }
}
