/**
 * The search of {@code gonzo sim}: a {@link dev.gonzo.cli.sim.Search} deals seeds to JVMs that
 * simulate ({@link dev.gonzo.cli.sim.Worker}, and inside of them {@link
 * dev.gonzo.cli.sim.WorkerLoop}), a {@link dev.gonzo.cli.sim.Tally} collects what came of them, and
 * a {@link dev.gonzo.cli.sim.Report} prints it.
 */
package dev.gonzo.cli.sim;
