package dev.gonzo.sim.world;

/** Where everything that the seed has decided is written down: the history, and its hash. */
@FunctionalInterface
public interface Journal {
  /**
   * Records an event. Its text depends on the seed only: no identity hash, no order of a hash
   * table, no address of a real machine.
   *
   * @param event the event, such as {@code network: datagram 12 lost}
   */
  void record(String event);
}
