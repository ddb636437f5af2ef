package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Closes a handle. Tasks that wait on it are woken with an {@link java.io.IOException}. Closing
 * twice is harmless. Never suspends, so it is not a checkpoint: a clean-up that only closes is
 * never cut short.
 *
 * @param handle a socket or a listener
 */
public record Close(Handle handle) implements Trap.Net<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
