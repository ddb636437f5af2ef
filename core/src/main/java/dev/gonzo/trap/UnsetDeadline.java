package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Cancels a deadline; one that has passed has still passed. Never suspends.
 *
 * @param deadline the answer of {@link SetDeadline}
 */
public record UnsetDeadline(Handle deadline) implements Trap.Scheduling<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
