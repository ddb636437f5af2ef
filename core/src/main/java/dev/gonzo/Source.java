package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a generator come from: a producer's coroutine, tasks that run ahead, or
 * another source with a function laid over it. One consumer at a time.
 *
 * @param <T> what the elements are
 */
abstract class Source<T extends @Nullable Object> {
  /** Tells if this source is dropped while it has something to clean up. */
  final LeftHalfWay report = new LeftHalfWay();

  /**
   * Goes on to the next element, and suspends where the producer does.
   *
   * @return false if there is none, now and ever after
   */
  @Async
  abstract boolean advance();

  /** The element that {@link #advance} has come to. Asked for once. */
  abstract T take();

  /** Runs the clean-up of a producer that stands half way. Closing twice is harmless. */
  @Async
  abstract void close();
}
