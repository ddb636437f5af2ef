package dev.gonzo.kernel.file;

import org.jspecify.annotations.Nullable;

/**
 * The closing of a file that a task waits for.
 *
 * @param file the file, marked as closed
 */
record Closing(ChannelFile file) implements FileOperation<@Nullable Void> {
  @Override
  public @Nullable Void perform(Scratch scratch) {
    file.release();
    return null;
  }

  @Override
  public boolean canBeAbandoned() {
    return false;
  }

  @Override
  public String toString() {
    return "closing " + file;
  }
}
