package dev.gonzo;

import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * How far a coroutine came when it was driven by hand.
 *
 * @param <T> what the coroutine returns
 */
public sealed interface Step<T extends @Nullable Object> {
  /**
   * It stands at a trap, and goes on when it is sent the answer.
   *
   * @param trap what it asks for
   * @param <T> what the coroutine returns
   */
  record Trapped<T extends @Nullable Object>(Trap<?> trap) implements Step<T> {}

  /**
   * It stands in a foreign block: a JDK call that waits by itself. Only {@link Coroutine#trySend}
   * tells this; {@link Coroutine#send} waits until the block is over.
   *
   * @param <T> what the coroutine returns
   */
  record Blocked<T extends @Nullable Object>() implements Step<T> {}

  /**
   * It has ended, and returned.
   *
   * @param value its result
   * @param <T> what the coroutine returns
   */
  record Returned<T extends @Nullable Object>(T value) implements Step<T> {}

  /**
   * It has ended, and thrown.
   *
   * @param cause what it threw
   * @param <T> what the coroutine returns
   */
  record Threw<T extends @Nullable Object>(Throwable cause) implements Step<T> {}
}
