package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Returns a path that leads to an open file or directory itself, whatever happens to its name and
 * to the directories above it. Names resolved against the path of a directory are looked up in that
 * directory, so that no link swapped in above them is followed and no path gets too long.
 *
 * <p>The path is valid in this process until the handle is closed; after that it may lead to
 * something else. Where the kernel has no such paths it is the path that the handle was opened
 * with.
 *
 * @param handle an open file or directory
 */
public record PathOf(Handle handle) implements Trap.Files<Path> {
  @Override
  public Class<?> answerType() {
    return Path.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
