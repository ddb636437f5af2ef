package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads the attributes of a file: its type, size, times and so on.
 *
 * @param path the path of the file
 * @param type the type of the attributes, as in {@link java.nio.file.Files#readAttributes}
 * @param followLinks whether a link is followed, or its own attributes are read
 * @param <A> the type of the attributes
 */
public record ReadAttributes<A extends BasicFileAttributes>(
    Path path, Class<A> type, boolean followLinks) implements Trap.Files<A> {
  @Override
  public Class<?> answerType() {
    return BasicFileAttributes.class;
  }
}
