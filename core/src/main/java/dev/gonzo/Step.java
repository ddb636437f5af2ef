package dev.gonzo;

import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * The result of driving a coroutine by hand for one step: where it stopped.
 *
 * @param <T> the type of the coroutine's result
 */
public sealed interface Step<T extends @Nullable Object> {
  /**
   * It is suspended at a trap, and continues when it is sent the answer.
   *
   * @param trap the request
   * @param <T> the type of the coroutine's result
   */
  record Trapped<T extends @Nullable Object>(Trap<?> trap) implements Step<T> {}

  /**
   * It is in a foreign block: a blocking call of the JDK. Only {@link Coroutine#trySend} returns
   * this; {@link Coroutine#send} waits for the end of the block.
   *
   * @param <T> the type of the coroutine's result
   */
  record Blocked<T extends @Nullable Object>() implements Step<T> {}

  /**
   * It has returned.
   *
   * @param value the result
   * @param <T> the type of the coroutine's result
   */
  record Returned<T extends @Nullable Object>(T value) implements Step<T> {}

  /**
   * It has thrown an exception.
   *
   * @param cause the exception
   * @param <T> the type of the coroutine's result
   */
  record Threw<T extends @Nullable Object>(Throwable cause) implements Step<T> {}
}
