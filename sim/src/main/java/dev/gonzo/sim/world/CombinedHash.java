package dev.gonzo.sim.world;

import org.jspecify.annotations.Nullable;

/** One hash for the histories of several runs, in their order; that of a single run is its own. */
public final class CombinedHash {
  // FNV-1a with 64 bits.
  private static final long OFFSET = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  private @Nullable String only;
  private long hash = OFFSET;
  private long count;

  /** Creates the hash of no run. */
  public CombinedHash() {}

  /**
   * Adds the history of the next run.
   *
   * @param history its hash
   */
  public void add(String history) {
    only = count++ == 0 ? history : null;
    for (int i = 0; i < history.length(); i++) {
      hash = (hash ^ history.charAt(i)) * PRIME;
    }
  }

  /** {@return the hash, 16 hexadecimal digits} */
  @Override
  public String toString() {
    return only != null ? only : "%016x".formatted(hash);
  }
}
