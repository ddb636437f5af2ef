package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a directory in a parent that exists.
 *
 * @param path the path of the directory
 * @param attributes attributes to create it with, such as its permissions
 */
public record MakeDirectory(Path path, List<FileAttribute<?>> attributes)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
