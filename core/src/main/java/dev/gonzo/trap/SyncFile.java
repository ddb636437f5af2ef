package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Waits until what was written to a file is on its device. Cancelled, it may be there or not.
 *
 * @param file an open file; a directory opened to read, for the names in it
 * @param metadata whether its times and the like have to be there too
 */
public record SyncFile(Handle file, boolean metadata) implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
