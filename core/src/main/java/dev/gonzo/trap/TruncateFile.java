package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a file. One that is not longer stays as it is.
 *
 * @param file opened to write
 * @param size what it has at most afterwards, from 0
 */
public record TruncateFile(Handle file, long size) implements Trap.Files<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
