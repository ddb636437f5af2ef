package dev.gonzo.sim.world;

import java.util.function.Supplier;

/**
 * Where everything that the seed has decided is written down: the history, and its hash. A journal
 * that only collects events need not know faults and notes.
 */
@FunctionalInterface
public interface Journal {
  /**
   * Records an event. Its text depends on the seed only: no identity hash, no order of a hash
   * table, no address of a real machine.
   *
   * @param event the event, such as {@code network: db is [10.0.0.1]}
   */
  void record(String event);

  /**
   * Records an event that concerns one host, or is a fault.
   *
   * @param about whom it concerns; it is not part of the hash
   * @param event the event, such as {@code network: packet lost, a to b: DATA of 12 bytes}
   */
  default void record(Subject about, String event) {
    record(event);
  }

  /**
   * Adds an event that follows from others, such as the arrival of a packet: it has a number, is in
   * the trace, and is not part of the hash.
   *
   * @param about whom it concerns
   * @param event its text, asked for only if there is a trace
   */
  default void note(Subject about, Supplier<String> event) {}
}
