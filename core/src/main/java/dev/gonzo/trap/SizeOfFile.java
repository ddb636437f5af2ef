package dev.gonzo.trap;

/**
 * Reads the size of an open file.
 *
 * @param file an open file
 */
public record SizeOfFile(Handle file) implements Trap.Files<Long> {
  @Override
  public Class<?> answerType() {
    return Long.class;
  }
}
