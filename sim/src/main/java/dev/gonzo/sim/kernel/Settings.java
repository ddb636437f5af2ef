package dev.gonzo.sim.kernel;

/**
 * How a simulation runs.
 *
 * @param seed decides everything that is left open
 * @param inOrder whether tasks run first come, first served, and not in an order that the seed
 *     decides
 * @param closed whether code that leaves the simulation fails it; if not, its threads are waited
 *     for in real time
 * @param timeLimitNanos how much simulated time may pass
 * @param mostAtOnce how many turns and events may happen without the time passing; a closed
 *     simulation then fails, and in another one further turns take time
 * @param recording what is done with the events of the history
 */
public record Settings(
    long seed,
    boolean inOrder,
    boolean closed,
    long timeLimitNanos,
    long mostAtOnce,
    Recording recording) {}
