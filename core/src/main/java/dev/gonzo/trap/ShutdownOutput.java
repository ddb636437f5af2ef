package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Tells the peer that no more bytes will come; receiving goes on. Never suspends.
 *
 * @param socket a connection
 */
public record ShutdownOutput(Handle socket) implements Trap.Net<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
