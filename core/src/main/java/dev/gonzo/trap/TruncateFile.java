package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Truncates a file to a size. A file that is not longer is unchanged.
 *
 * @param file a file opened for writing
 * @param size the new size in bytes, 0 or more
 */
public record TruncateFile(Handle file, long size) implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
