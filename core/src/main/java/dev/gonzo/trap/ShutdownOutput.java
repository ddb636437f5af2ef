package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Shuts down the output: the peer reads to the end of the stream. Receiving is still possible.
 * Never suspends.
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
