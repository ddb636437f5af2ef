package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends until the data written to a file is on its device. If it is cancelled, the data may be
 * there or not.
 *
 * @param file an open file; or a directory opened for reading, to sync the names in it
 * @param metadata whether its metadata, such as its times, must be on the device too
 */
public record SyncFile(Handle file, boolean metadata) implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
