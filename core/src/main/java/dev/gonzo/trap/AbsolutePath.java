package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Answers the absolute path for a path, with the working directory of the process. The file need
 * not exist, and no device is asked.
 *
 * @param path the path
 */
public record AbsolutePath(Path path) implements Trap.Files<Path> {
  @Override
  public Class<?> answerType() {
    return Path.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
