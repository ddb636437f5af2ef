package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends until a waker is woken, and takes the wake-up. A wake-up that came earlier and was not
 * taken is taken at once. A cancelled wait takes none. Only one task may wait at a time.
 *
 * @param waker a waker that this kernel opened and that is not closed
 */
public record WaitForWaker(Waker waker) implements Trap.Threads<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
