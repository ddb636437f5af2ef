package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sets one attribute of a file.
 *
 * @param path where it is
 * @param attribute which one, as in {@link java.nio.file.Files#setAttribute}: {@code
 *     "posix:permissions"}
 * @param value its new value; null where the attribute can be null
 * @param followLinks whether a link is followed, or changed itself
 */
public record SetAttribute(Path path, String attribute, @Nullable Object value, boolean followLinks)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
