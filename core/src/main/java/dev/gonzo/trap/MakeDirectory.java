package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a directory, whose parent is there.
 *
 * @param path where
 * @param attributes what it is given, such as its permissions
 */
public record MakeDirectory(Path path, List<FileAttribute<?>> attributes)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
