package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Takes a deadline back; one that has passed stays so. Never suspends.
 *
 * @param deadline what {@link SetDeadline} answered
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
