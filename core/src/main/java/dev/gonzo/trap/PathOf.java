package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Answers a path to an open file or directory itself, even if it or a directory above it is
 * renamed. Names resolved against the path of a directory are looked up in that directory, so no
 * link swapped in above it is followed, and no path becomes too long.
 *
 * <p>The path is valid in this process until the handle is closed; after that it may lead to
 * something else. A kernel without such paths answers the path that the handle was opened with.
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
