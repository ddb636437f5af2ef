package dev.gonzo.sim;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The layers of the simulator: the world, in which things happen at their times; disks and networks
 * in it, the search for every order, and the JVM's own clocks and threads; hosts, which have a
 * kernel and these; and what programs use.
 */
class SimLayersTest {
  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));

  private static final String WORLD = "dev.gonzo.sim.world";
  private static final String EXPLORE = "dev.gonzo.sim.explore";
  private static final String JDK = "dev.gonzo.sim.jdk";
  private static final String DISK = "dev.gonzo.sim.disk";
  private static final String NET = "dev.gonzo.sim.net";
  private static final String KERNEL = "dev.gonzo.sim.kernel";
  private static final String PROCESS = "dev.gonzo.sim.process";
  private static final String STATICS = "dev.gonzo.sim.statics";
  private static final String SEARCH = "dev.gonzo.sim.search";
  private static final String PROGRAMS = "dev.gonzo.sim";

  /** The packages, and those that each may name, from the bottom. */
  private static final Map<String, List<String>> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put(WORLD, List.of());
    LAYERS.put(EXPLORE, List.of(WORLD));
    LAYERS.put(JDK, List.of(WORLD, EXPLORE));
    LAYERS.put(DISK, List.of(WORLD));
    LAYERS.put(NET, List.of(WORLD));
    LAYERS.put(KERNEL, List.of(WORLD, JDK));
    LAYERS.put(PROCESS, List.of(WORLD, JDK, DISK, KERNEL));
    LAYERS.put(STATICS, List.of(JDK, PROCESS));
    LAYERS.put(PROGRAMS, List.of(WORLD, EXPLORE, JDK, DISK, NET, KERNEL, PROCESS, STATICS));
    LAYERS.put(SEARCH, List.of(WORLD));
  }

  @Test
  void each_package_is_a_layer() {
    assertThat(SIMULATOR.stream().map(JavaClass::getPackageName).distinct())
        .filteredOn(name -> !name.isEmpty())
        .containsExactlyInAnyOrderElementsOf(LAYERS.keySet());
  }

  @Test
  void each_package_names_only_the_layers_below_it() {
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : LAYERS.keySet()) {
      architecture = architecture.layer(name).definedBy(name);
    }
    for (Map.Entry<String, List<String>> layer : LAYERS.entrySet()) {
      var access = architecture.whereLayer(layer.getKey());
      architecture =
          layer.getValue().isEmpty()
              ? access.mayNotAccessAnyLayer()
              : access.mayOnlyAccessLayers(layer.getValue().toArray(String[]::new));
    }
    architecture.check(SIMULATOR);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("dev.gonzo.(**)").should().beFreeOfCycles().check(SIMULATOR);
  }
}
