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
}
