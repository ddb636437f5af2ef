package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Creates an empty file or directory with a new, unique name, accessible to its owner only. Answers
 * its path.
 *
 * @param parent the directory to create it in; null for the system's directory for temporary files
 * @param prefix the beginning of its name
 * @param suffix the end of the name, for a file
 * @param directory whether to create a directory
 */
public record MakeTemporary(@Nullable Path parent, String prefix, String suffix, boolean directory)
    implements Trap.Files<Path> {
  @Override
  public Class<?> answerType() {
    return Path.class;
  }
}
