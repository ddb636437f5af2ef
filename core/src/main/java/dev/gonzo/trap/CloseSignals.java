package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Gives signals back to their earlier handlers, and ends a wait for one. Never suspends, so it is
 * not a checkpoint. Closing twice is harmless.
 *
 * @param signals the answer of {@link OpenSignals}
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
