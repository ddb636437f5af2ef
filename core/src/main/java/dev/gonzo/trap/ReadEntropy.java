package dev.gonzo.trap;

/**
 * Reads bytes that nobody can foretell, fit for keys; in a simulation they are what its seed says.
 * Never suspends, and so is no checkpoint.
 *
 * @param count how many
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
