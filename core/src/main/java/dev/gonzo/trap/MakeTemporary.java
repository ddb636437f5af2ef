package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes an empty file or directory of a new name, for the owner only. Answers where.
 *
 * @param parent the directory to make it in; null for the system's directory for such
 * @param prefix what its name begins with
 * @param suffix what the name of a file ends with
 * @param directory whether to make a directory
 */
public record MakeTemporary(@Nullable Path parent, String prefix, String suffix, boolean directory)
    implements Trap.Files<Path> {
  @Override
  public Class<?> answerType() {
    return Path.class;
  }
}
