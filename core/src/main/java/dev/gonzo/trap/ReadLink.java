package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Tells where a symbolic link leads, which need not be there.
 *
 * @param link the link
 */
public record ReadLink(Path link) implements Trap.Files<Path> {
  @Override
  public Class<?> answerType() {
    return Path.class;
  }
}
