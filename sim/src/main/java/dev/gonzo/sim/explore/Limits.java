package dev.gonzo.sim.explore;

/**
 * What a search for orders is limited to.
 *
 * @param switches how often another task may be next than the one that has waited longest
 * @param cancellations how many tasks may be cancelled in one order
 * @param order the only order that is run; that without choices for all orders
 */
public record Limits(int switches, int cancellations, OrderText order) {}
