package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Closes a file, a directory or a watch. Operations on it that have begun complete normally; its
 * locks are released. Closing twice is harmless. Not a checkpoint: a clean-up that only closes is
 * never cut short. Never suspends, and a thread closes the descriptor soon afterwards; but for a
 * file of another file system, such as a zip, it suspends until the file is closed, because only
 * then its contents are complete.
 *
 * @param handle the file, directory or watch
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
