import org.jspecify.annotations.NullMarked;

/** A kernel with a simulated network, disk and clock: one seed, one history. */
@NullMarked
@SuppressWarnings("module") // core exports what kernels are made of to this module
module dev.gonzo.sim {
  requires transitive dev.gonzo.core;
  requires java.instrument; // the agent
  requires static jdk.attach; // loads the agent into a JVM that runs
  requires static org.jspecify;

  exports dev.gonzo.sim;
  exports dev.gonzo.sim.jdk to
      dev.gonzo.recorder;
  exports dev.gonzo.sim.search;
  exports dev.gonzo.sim.world;

  provides dev.gonzo.kernel.KernelProvider with
      dev.gonzo.sim.SimulatedKernels;
}
