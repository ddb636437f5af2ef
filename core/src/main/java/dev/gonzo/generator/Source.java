package dev.gonzo.generator;

import dev.gonzo.Async;
import org.jspecify.annotations.Nullable;

/**
 * The source of a generator's elements: a producer's coroutine, tasks that run ahead, or another
 * source. Only one consumer at a time may use it.
 *
 * @param <T> the type of the elements
 */
abstract class Source<T extends @Nullable Object> {
  /** Reports the generator if it is garbage-collected while there is something to clean up. */
  final GeneratorDropReport report = new GeneratorDropReport();

  /**
   * Moves to the next element, and suspends where the producer does.
   *
   * @return false at the end; further calls return false too
   */
  @Async
  abstract boolean advance();

  /** Takes the current element. Called once after each {@link #advance} that returned true. */
  abstract T take();

  /** Runs the clean-up of a producer that has not reached its end. Closing twice is harmless. */
  @Async
  abstract void close();
}
