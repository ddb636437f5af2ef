package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Creates a symbolic or a hard link.
 *
 * @param link the path of the link
 * @param target what it points to; the target of a symbolic link need not exist, and is stored as
 *     given
 * @param symbolic whether to create a symbolic link, or a hard link: another name of the same file
 */
public record MakeLink(Path link, Path target, boolean symbolic)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
