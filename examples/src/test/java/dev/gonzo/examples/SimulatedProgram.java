package dev.gonzo.examples;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.Scenario;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.Trial;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** An example with a scenario, which is tried here with many seeds. */
final class SimulatedProgram implements AutoCloseable {
  private final URLClassLoader loader;
  private final Scenario scenario;

  private SimulatedProgram(URLClassLoader loader, Scenario scenario) {
    this.loader = loader;
    this.scenario = scenario;
  }

  /** Compiles and loads an example in {@code examples/simulation}. */
  static SimulatedProgram of(String name) throws IOException, ReflectiveOperationException {
    URL classes = Program.compiled("simulation/" + name + ".java").toUri().toURL();
    var loader = new URLClassLoader(new URL[] {classes});
    Class<?> type = loader.loadClass(name);
    MethodHandle simulate =
        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findStatic(
                type,
                "simulate",
                MethodType.methodType(void.class, dev.gonzo.sim.Simulation.class));
    return new SimulatedProgram(
        loader,
        simulation -> {
          try {
            simulate.invoke(simulation);
          } catch (Exception | Error thrown) {
            throw thrown;
          } catch (Throwable thrown) {
            throw new AssertionError(thrown);
          }
        });
  }

  /** Tries one seed with the faults that it draws. */
  Ending<?> tried(long seed) {
    return Trial.of(SimulationOptions.ofSeed(seed).withFaults(FaultMix.drawn()), scenario);
  }

  /** The first of some seeds that fails. */
  OptionalLong firstFailure(int seeds, UnaryOperator<SimulationOptions> with) {
    for (long seed = 0; seed < seeds; seed++) {
      SimulationOptions options = with.apply(SimulationOptions.ofSeed(seed));
      if (Trial.of(options, scenario).failure().isPresent()) {
        return OptionalLong.of(seed);
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
