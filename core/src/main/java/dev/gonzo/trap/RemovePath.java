package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Removes a file, a link, or an empty directory.
 *
 * @param path the path to remove
 */
public record RemovePath(Path path) implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
