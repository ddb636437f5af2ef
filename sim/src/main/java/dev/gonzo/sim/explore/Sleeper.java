package dev.gonzo.sim.explore;

/**
 * A step that need not be taken, since all orders that begin with it were run: not before another
 * step has touched something that it touches.
 *
 * @param step the number of whose step it is
 * @param footprint what it touches
 */
record Sleeper(long step, Footprint footprint) {}
