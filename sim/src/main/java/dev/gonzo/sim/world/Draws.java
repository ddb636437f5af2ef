package dev.gonzo.sim.world;

import java.nio.charset.StandardCharsets;

/**
 * A stream of random numbers for one purpose, which depends on the seed and the purpose only: a
 * draw for the network does not change what the disk draws. The same on every JVM.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class Draws {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final long origin;
  private long state;

  private Draws(long origin) {
    this.origin = origin;
    this.state = origin;
  }

  /**
   * Returns the stream of a seed from which those of all purposes are derived.
   *
   * @param seed the seed
   * @return a stream at its beginning
   */
  public static Draws of(long seed) {
    return new Draws(mixed(seed + GOLDEN_GAMMA));
  }

  /**
   * Returns the stream for a purpose. How much of this stream was drawn does not matter.
   *
   * @param purpose its name, such as {@code network}
   * @return a stream at its beginning
   */
  public Draws forPurpose(String purpose) {
    long hash = FNV_OFFSET;
    for (byte one : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xFF)) * FNV_PRIME;
    }
    return new Draws(mixed(origin ^ hash));
  }

  /** {@return the next number, any of all} */
  public long next() {
    state += GOLDEN_GAMMA;
    return mixed(state);
  }

  /**
   * Draws a number below a bound, all equally likely.
   *
   * @param bound the bound, at least 1
   * @return a number from 0
   */
  public long below(long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("a number from 0 below " + bound + " does not exist");
    }
    // The high part of a product of 128 bits; how unevenly is far below what a test can see.
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /**
   * Draws a number below a bound, all equally likely.
   *
   * @param bound the bound, at least 1
   * @return a number from 0
   */
  public int below(int bound) {
    return (int) below((long) bound);
  }

  /**
   * Draws whether something happens. Draws one number for every probability, also for 0 and 1, so
   * that another probability does not change the numbers that follow.
   *
   * @param probability from 0, never, to 1, always
   * @return whether it happens
   */
  public boolean chance(double probability) {
    return unit() < probability;
  }

  /** {@return a number from 0 and below 1} */
  public double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /**
   * Fills an array.
   *
   * @param bytes the array
   */
  public void fill(byte[] bytes) {
    for (int at = 0; at < bytes.length; ) {
      long drawn = next();
      for (int end = Math.min(bytes.length, at + Long.BYTES); at < end; drawn >>>= Byte.SIZE) {
        bytes[at++] = (byte) drawn;
      }
    }
  }

  private static long mixed(long value) {
    long once = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
    return twice ^ (twice >>> 31);
  }
}
