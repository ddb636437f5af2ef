package dev.gonzo.sim.jdk;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What code outside of simulations reads from the JDK, and where it gets to the network: for a
 * recorder or a replay, which the agent then asks. Without one, each read costs one more
 * comparison.
 */
public final class RealReads {
  /** Sees, or replaces, what is read. Any thread may call it. */
  public interface Reader {
    /**
     * A number is read.
     *
     * @param what the method that reads it
     * @param real what the JDK has read
     * @return what the caller gets
     */
    long number(String what, long real);

    /**
     * Random bytes are read.
     *
     * @param what the method that reads them
     * @param bytes what the JDK has read, to be replaced
     */
    void bytes(String what, byte[] bytes);

    /**
     * The network is used, past the kernel.
     *
     * @param way what is used
     * @param instead what to use instead, as a sentence
     */
    void leaves(String way, String instead);

    /** {@return whether the reads of the calling thread are wanted now} */
    boolean isWanted();
  }

  private static volatile @Nullable Reader reader;
  // This class reads too.
  private static final ThreadLocal<Boolean> READING = ThreadLocal.withInitial(() -> false);

  private RealReads() {}

  /**
   * Sets who is asked.
   *
   * @param asked is asked; null for none
   */
  public static void set(@Nullable Reader asked) {
    reader = asked;
  }

  static long number(String what, long real) {
    Reader asked = reader;
    return asked == null ? real : asked.number(what, real);
  }

  /** A random number; the caller reads it with the JDK's own. */
  static double unit(double real) {
    return Double.longBitsToDouble(number("Math.random", Double.doubleToRawLongBits(real)));
  }

  /** The wall clock; null if the JDK's own is to be read. */
  static @Nullable Instant instant() {
    Reader asked = reader;
    if (asked == null || READING.get() || !asked.isWanted()) {
      return null;
    }
    READING.set(true);
    try {
      Instant now = Clock.systemUTC().instant();
      long nanos =
          asked.number("Instant.now", now.getEpochSecond() * 1_000_000_000L + now.getNano());
      return Instant.ofEpochSecond(
          Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    } finally {
      READING.set(false);
    }
  }

  /** Fills an array in place of the JDK; false if that is to do it. */
  static boolean fill(byte[] bytes) {
    Reader asked = reader;
    if (asked == null || READING.get() || !asked.isWanted()) {
      return false;
    }
    READING.set(true);
    try {
      Random.SECURE.nextBytes(bytes);
    } finally {
      READING.set(false);
    }
    asked.bytes("SecureRandom.nextBytes", bytes);
    return true;
  }

  static void leaves(String way, String instead) {
    Reader asked = reader;
    if (asked != null) {
      asked.leaves(way, instead);
    }
  }

  private static final class Random {
    private static final java.security.SecureRandom SECURE = new java.security.SecureRandom();
  }
}
