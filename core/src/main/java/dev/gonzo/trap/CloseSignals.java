package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Gives signals back, and ends the wait of who waits for one. Never suspends, and so is no
 * checkpoint. A second time is harmless.
 *
 * @param signals what {@link OpenSignals} has answered
 */
public record CloseSignals(Handle signals) implements Trap.Surroundings<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
