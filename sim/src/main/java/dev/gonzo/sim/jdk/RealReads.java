package dev.gonzo.sim.jdk;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
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

    /**
     * Something else is read.
     *
     * @param what what is read, for example {@code System.getenv HOME}
     * @param real reads it
     * @return what the caller gets
     * @throws Exception what {@code real} throws, or has thrown
     */
    @Nullable Object value(String what, Callable<@Nullable Object> real) throws Exception;

    /** {@return whether the reads of the calling thread are wanted now} */
    boolean isWanted();

    /**
     * A collection is used, by a task or by another thread.
     *
     * @param collection the collection
     * @param isChange whether that may change it
     */
    void uses(Object collection, boolean isChange);
  }

  private static volatile @Nullable Reader reader;
  private static volatile boolean reportsCollections;
  // This class reads too.
  private static final ThreadLocal<Boolean> READING = ThreadLocal.withInitial(() -> false);

  private RealReads() {}

  /**
   * Sets the reader of this JVM.
   *
   * @param now sees each read; null for none
   */
  public static void set(@Nullable Reader now) {
    reader = now;
  }

  /**
   * Lets the classes of programs that are loaded from now on, or changed by the agent from now on,
   * report the collections that they use.
   */
  public static void reportCollections() {
    reportsCollections = true;
  }

  static boolean areCollectionsReported() {
    return reportsCollections;
  }

  static void uses(@Nullable Object collection, boolean isChange) {
    Reader asked = reader;
    if (asked != null && collection != null && !READING.get()) {
      asked.uses(collection, isChange);
    }
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

  /** Calls something that needs random numbers of its own. */
  static <T> T withOwnRandom(Callable<T> work) throws Exception {
    READING.set(true);
    try {
      return work.call();
    } finally {
      READING.set(false);
    }
  }

  /** Whether the reads of the calling thread are wanted now. */
  static boolean isWanted() {
    Reader asked = reader;
    return asked != null && asked.isWanted();
  }

  static @Nullable Object value(String what, Callable<@Nullable Object> real) throws Exception {
    Reader asked = reader;
    return asked == null ? real.call() : asked.value(what, real);
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
