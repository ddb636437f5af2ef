package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Opens a directory, to read its entries page by page. {@link CloseFile} closes it.
 *
 * @param path the path of the directory
 * @param followLinks whether a link at the end of the path is followed, or refused
 */
public record OpenDirectory(Path path, boolean followLinks) implements Trap.Files<Handle> {
  /**
   * Equivalent to {@code OpenDirectory(path, true)}.
   *
   * @param path the path of the directory
   */
  public OpenDirectory(Path path) {
    this(path, true);
  }

  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
