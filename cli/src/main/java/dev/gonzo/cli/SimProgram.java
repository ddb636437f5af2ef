package dev.gonzo.cli;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.Trial;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program as {@code gonzo sim} tries it: a scenario, {@code static void simulate(Simulation)}; or
 * else an unchanged program with a main method. Each trial loads its classes anew, so that its
 * static fields are as at first.
 */
final class SimProgram {
  private static final String SIMULATE = "simulate";

  private final SourceProgram program;
  private final List<String> arguments;
  // Those of all trials, if the classes have no state; null otherwise.
  private final @Nullable ProgramLoader kept;

  SimProgram(SourceProgram program, List<String> arguments) {
    this(program, arguments, null);
  }

  private SimProgram(SourceProgram program, List<String> arguments, @Nullable ProgramLoader kept) {
    this.program = program;
    this.arguments = arguments;
    this.kept = kept;
  }

  /** The same program, whose classes are loaded once if that makes no difference. */
  SimProgram keepingClasses() throws IOException {
    return StaticState.isIn(program.classes().values())
        ? this
        : new SimProgram(program, arguments, loader());
  }

  /**
   * Returns whether it is a scenario, without running any of its code.
   *
   * @throws Refusal if it is neither a scenario, nor has a main method that can be called
   */
  boolean isScenario() throws Refusal, IOException, ClassNotFoundException {
    var loader = loader();
    if (scenario(loader).isPresent()) {
      return true;
    }
    try {
      var _ = MainMethod.find(program, loader);
      return false;
    } catch (Refusal refusal) {
      throw new Refusal(
          refusal.status(),
          refusal.sentence()
              + "; or, for a world of its own, static void simulate(Simulation sim)");
    }
  }

  private ProgramLoader loader() throws IOException {
    return kept == null ? new ProgramLoader(program, ClassLoader.getSystemClassLoader()) : kept;
  }

  private Optional<Method> scenario(ClassLoader loader) throws Refusal, ClassNotFoundException {
    for (var name : program.topLevelNames()) {
      for (var method : Class.forName(name, false, loader).getDeclaredMethods()) {
        if (method.getName().equals(SIMULATE)
            && method.getParameterCount() == 1
            && method.getParameterTypes()[0] == Simulation.class) {
          if (!Modifier.isStatic(method.getModifiers())) {
            throw new Refusal(
                Refusal.FAILURE,
                "%s: simulate of %s must be static".formatted(program.file(), name));
          }
          method.setAccessible(true);
          return Optional.of(method);
        }
      }
    }
    return Optional.empty();
  }

  /** Tries it in a thread of its own, which is called as the first thread of a program is. */
  Ending<?> run(SimulationOptions options) {
    var trial = new OneTrial(options);
    Thread thread = new Thread(trial, "main");
    thread.start();
    while (true) {
      try {
        thread.join();
        return trial.ending();
      } catch (InterruptedException notOurs) {
        // no one interrupts a worker
      }
    }
  }

  private final class OneTrial implements Runnable {
    private final SimulationOptions options;
    private @Nullable Ending<?> ending;
    private @Nullable Exception refused;

    OneTrial(SimulationOptions options) {
      this.options = options;
    }

    @Override
    public void run() {
      try {
        var loader = loader();
        Thread.currentThread().setContextClassLoader(loader);
        var scenario = scenario(loader);
        ending =
            scenario.isPresent()
                ? Trial.of(options, simulation -> simulate(scenario.get(), simulation))
                : Trial.ofProgram(options, () -> MainMethod.find(program, loader).call(arguments));
      } catch (Refusal | IOException | ClassNotFoundException impossible) {
        refused = impossible;
      }
    }

    Ending<?> ending() {
      if (ending == null) {
        throw new IllegalStateException("the program cannot be started", refused);
      }
      return ending;
    }
  }

  private static void simulate(Method scenario, Simulation simulation) throws Exception {
    try {
      scenario.invoke(null, simulation);
    } catch (InvocationTargetException thrown) {
      switch (thrown.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case null, default -> throw thrown;
      }
    }
  }
}
