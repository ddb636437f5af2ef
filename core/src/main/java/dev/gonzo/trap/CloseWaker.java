package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Closes a waker. Waking it has no effect from then on. Closing twice is harmless. Never suspends.
 *
 * @param waker one that this kernel opened
 */
public record CloseWaker(Waker waker) implements Trap.Threads<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
