package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Reads the target of a symbolic link, which need not exist.
 *
 * @param link the link
 */
public record ReadLink(Path link) implements Trap.Files<Path> {
  @Override
  public Class<?> answerType() {
    return Path.class;
  }
}
