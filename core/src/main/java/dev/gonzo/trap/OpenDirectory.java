package dev.gonzo.trap;

import java.nio.file.Path;

/**
 * Opens a directory, to read its entries page by page. Closed by {@link CloseFile}.
 *
 * @param path where it is
 */
public record OpenDirectory(Path path) implements Trap.Files<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
