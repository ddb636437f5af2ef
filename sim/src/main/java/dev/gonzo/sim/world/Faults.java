package dev.gonzo.sim.world;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** How often each kind of fault was injected. Simulation's thread only. */
public final class Faults {
  private final Map<String, Long> counts = new TreeMap<>();
  private final Decisions decisions;

  /** Creates a count in which no fault is configured, and none is left out. */
  public Faults() {
    this(new Decisions(Plan.everything()));
  }

  /**
   * Creates a count in which no fault is configured.
   *
   * @param decisions what the seed decides, and what is left out of that
   */
  public Faults(Decisions decisions) {
    this.decisions = decisions;
  }

  /**
   * Records that a kind of fault can be injected: one that never was is reported.
   *
   * @param kind its name, such as {@code network: datagram lost}
   */
  public void configured(String kind) {
    counts.putIfAbsent(kind, 0L);
  }

  /**
   * Decides whether a fault that the seed has drawn is injected, and counts it then. Whatever
   * belongs to the fault must have been drawn before, such as which bit flips: the numbers that are
   * drawn later must not depend on the answer.
   *
   * @param kind its name
   * @return whether to inject it; false if the plan of the run leaves it out
   */
  public boolean strikes(String kind) {
    configured(kind);
    if (!decisions.kind(kind).strikes()) {
      return false;
    }
    injected(kind);
    return true;
  }

  /**
   * Records a fault that the program of the simulation has injected itself, or that follows from
   * another one: it is never left out.
   *
   * @param kind its name
   */
  public void injected(String kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  /** {@return how often each kind was injected, by its name; 0 for one that was only configured} */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }
}
