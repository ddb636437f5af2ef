package dev.gonzo.trap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sets one attribute of a file.
 *
 * @param path the path of the file
 * @param attribute the name of the attribute, as in {@link java.nio.file.Files#setAttribute}:
 *     {@code "posix:permissions"}
 * @param value its new value; null where the attribute can be null
 * @param followLinks whether a link is followed, or is itself changed
 */
public record SetAttribute(Path path, String attribute, @Nullable Object value, boolean followLinks)
    implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
