package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Gives a file, a link or a directory another name on the same device, in one step: nobody sees it
 * under both names or none.
 *
 * @param source where it is
 * @param target where it is to be
 * @param replace whether a file that is there is replaced in the same step, or left, and the
 *     renaming refused
 */
public record RenamePath(Path source, Path target, boolean replace)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
