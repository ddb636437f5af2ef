package dev.gonzo.sim.jdk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What programs in simulations did of which the result may differ from JVM to JVM, with the places.
 * Any thread may use it.
 */
public final class SeedLeaks {
  private static final int MOST = 100;

  // Guarded by itself.
  private static final Set<String> LEAKS = new LinkedHashSet<>();
  private static int taken;

  private SeedLeaks() {}

  /** Records one; each is recorded once in a JVM. */
  static void record(String leak) {
    synchronized (LEAKS) {
      if (LEAKS.size() < MOST) {
        LEAKS.add(leak);
      }
    }
  }

  /**
   * {@return those that have not been returned before, such as {@code System.getenv at
   * Program.java:12}}
   */
  public static List<String> next() {
    synchronized (LEAKS) {
      List<String> all = new ArrayList<>(LEAKS);
      List<String> fresh = List.copyOf(all.subList(taken, all.size()));
      taken = all.size();
      return fresh;
    }
  }
}
