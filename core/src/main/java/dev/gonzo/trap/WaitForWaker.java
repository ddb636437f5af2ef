package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends until a waker has been woken, and takes the wake-up; one that came earlier and was not
 * taken yet is taken at once. A cancelled wait takes none. One task waits at a time.
 *
 * @param waker one that this kernel opened, and that is not closed
 */
public record WaitForWaker(Waker waker) implements Trap.Threads<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
