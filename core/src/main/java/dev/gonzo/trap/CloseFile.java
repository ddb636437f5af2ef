package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Gives back what was opened here: a file, a directory, a watch. Operations on it that have begun
 * end as they would have; its locks go. Closing twice is harmless. Never suspends, and so is no
 * checkpoint: a clean-up that only closes is never cut short. The system is told soon afterwards,
 * by a thread.
 *
 * @param handle what to close
 */
public record CloseFile(Handle handle) implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
