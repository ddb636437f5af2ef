package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Tells what a file is, and its size, times and the like.
 *
 * @param path where it is
 * @param type which attributes, as in {@link java.nio.file.Files#readAttributes}
 * @param followLinks whether a link is followed, or told of itself
 * @param <A> the type
 */
public record ReadAttributes<A extends BasicFileAttributes>(
    Path path, Class<A> type, boolean followLinks) implements Trap.Files<A> {
  @Override
  public Class<?> answerType() {
    return BasicFileAttributes.class;
  }
}
