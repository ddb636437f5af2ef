package dev.gonzo.trap;

/**
 * Reads random bytes that are fit for keys. In a simulation its seed determines them. Never
 * suspends, so it is not a checkpoint.
 *
 * @param count how many bytes
 */
public record ReadEntropy(int count) implements Trap.Surroundings<byte[]> {
  @Override
  public Class<?> answerType() {
    return byte[].class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
