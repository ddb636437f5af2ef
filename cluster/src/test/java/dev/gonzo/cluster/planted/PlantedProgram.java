package dev.gonzo.cluster.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cluster.Cluster;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.Scenario;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.Trial;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.tools.ToolProvider;

/** The example ClusterCalls with this module as it is, or with a mistake in it. */
final class PlantedProgram implements AutoCloseable {
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "gonzo", "cluster");
  private static final Path EXAMPLE = Path.of("..", "examples", "simulation", "ClusterCalls.java");

  private final URLClassLoader loader;
  private final Scenario scenario;

  private PlantedProgram(URLClassLoader loader, Scenario scenario) {
    this.loader = loader;
    this.scenario = scenario;
  }

  /** Compiles the example, and the files with the mistake, into a directory. */
  static PlantedProgram of(PlantedMistake mistake, Path directory) throws Exception {
    var words = new ArrayList<String>();
    Path classes = Files.createDirectory(directory.resolve("classes"));
    words.addAll(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), EXAMPLE.toString()));
    for (PlantedMistake.Edit edit : mistake.edits) {
      Path file = SOURCES.resolve(edit.file());
      String source = Files.readString(file);
      assertThat(source).as("the place of %s", mistake).contains(edit.right());
      Path changed = directory.resolve(file.getFileName());
      Files.writeString(changed, source.replace(edit.right(), edit.wrong()));
      words.add(changed.toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
    assertThat(status).as("compiling %s", mistake).isZero();
    URL module = Cluster.class.getProtectionDomain().getCodeSource().getLocation();
    var loader = new OwnCluster(classes.toUri().toURL(), module);
    return new PlantedProgram(loader, scenario(loader.loadClass("ClusterCalls")));
  }

  private static Scenario scenario(Class<?> type) throws ReflectiveOperationException {
    MethodHandle simulate =
        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findStatic(type, "simulate", MethodType.methodType(void.class, Simulation.class));
    return simulation -> {
      try {
        simulate.invoke(simulation);
      } catch (Exception | Error thrown) {
        throw thrown;
      } catch (Throwable thrown) {
        throw new AssertionError(thrown);
      }
    };
  }

  /** Classes of this module are its own, so that the one with the mistake is used. */
  private static final class OwnCluster extends URLClassLoader {
    OwnCluster(URL... places) {
      super(places, PlantedProgram.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("dev.gonzo.cluster.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known != null ? known : findClass(name);
      }
    }
  }

  /** Tries one seed with the faults that it draws. */
  Ending<?> tried(long seed) {
    return Trial.of(SimulationOptions.ofSeed(seed).withFaults(FaultMix.drawn()), scenario);
  }

  /** The number of the first seed that fails, counted from 1. */
  OptionalLong seedsNeeded(int most) {
    for (long seed = 1; seed <= most; seed++) {
      if (tried(seed).failure().isPresent()) {
        return OptionalLong.of(seed);
      }
    }
    return OptionalLong.empty();
  }

  /** The failures of some seeds. */
  List<Throwable> failures(int seeds) {
    return LongStream.rangeClosed(1, seeds)
        .mapToObj(this::tried)
        .flatMap(ending -> ending.failure().stream())
        .toList();
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
