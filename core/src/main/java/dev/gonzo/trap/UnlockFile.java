package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Gives a lock back, by the region that it was taken on. One that is not held is no failure.
 *
 * @param file as it was locked
 * @param position as it was locked
 * @param size as it was locked
 */
public record UnlockFile(Handle file, long position, long size)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
