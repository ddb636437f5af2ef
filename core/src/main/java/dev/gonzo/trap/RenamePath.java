package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Renames a file, a link or a directory within one device, atomically: no other program sees it
 * under both names or under neither.
 *
 * @param source its present path
 * @param target its new path
 * @param replace whether to replace a file at the new path in the same step; if not, the renaming
 *     is refused
 */
public record RenamePath(Path source, Path target, boolean replace)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
