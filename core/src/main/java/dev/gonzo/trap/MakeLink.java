package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes a link.
 *
 * @param link where
 * @param target what it leads to; for a symbolic one it need not be there, and is taken as it is
 * @param symbolic whether it is a symbolic one, or another name of the same file
 */
public record MakeLink(Path link, Path target, boolean symbolic)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
