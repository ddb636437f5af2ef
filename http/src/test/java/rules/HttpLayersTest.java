package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The engines need nothing but bytes; a server and a client are user space. */
class HttpLayersTest {
  private static final JavaClasses HTTP = classes();

  private static final String ENGINES = "dev.gonzo.http.engine..";

  private static JavaClasses classes() {
    // The names of the others are enough: reading them takes long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void an_engine_has_no_runtime() {
    noClasses()
        .that()
        .resideInAPackage(ENGINES)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of Gonzo and no engine",
                each ->
                    each.getPackageName().startsWith("dev.gonzo")
                        && !each.getPackageName().startsWith("dev.gonzo.http.engine")))
        .check(HTTP);
  }

  @Test
  void an_engine_has_no_socket_and_no_thread() {
    noClasses()
        .that()
        .resideInAPackage(ENGINES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net", "java.nio.channels..", "java.util.concurrent..", "java.io")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .check(HTTP);
  }

  @Test
  void an_engine_has_no_clock() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(HTTP);
  }

  /** Each package may use those before it; a server and a client do not know each other. */
  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of("engine"),
          Set.of("message"),
          Set.of("connection"),
          Set.of("websocket"),
          Set.of("server", "client"),
          Set.of(""));

  @Test
  void packages_use_only_those_below_them() {
    for (int place = 0; place < LAYERS.size(); place++) {
      for (String layer : LAYERS.get(place)) {
        Set<String> others =
            LAYERS.subList(place, LAYERS.size()).stream()
                .flatMap(Set::stream)
                .filter(each -> !each.equals(layer))
                .collect(Collectors.toSet());
        noClasses()
            .that(areIn("package " + layer, Set.of(layer)))
            .should()
            .dependOnClassesThat(areIn("packages " + others, others))
            .check(HTTP);
      }
    }
  }

  private static DescribedPredicate<JavaClass> areIn(String description, Set<String> layers) {
    return DescribedPredicate.describe(
        description, each -> layer(each.getPackageName()).filter(layers::contains).isPresent());
  }

  /** Returns the first part of a package's name below the module's. */
  private static Optional<String> layer(String name) {
    String module = "dev.gonzo.http";
    if (name.equals(module)) {
      return Optional.of("");
    }
    return name.startsWith(module + ".")
        ? Optional.of(name.substring(module.length() + 1).split("\\.", -1)[0])
        : Optional.empty();
  }

  @Test
  void every_package_has_its_layer() {
    Set<String> known = LAYERS.stream().flatMap(Set::stream).collect(Collectors.toSet());
    assertThat(HTTP.stream().map(each -> layer(each.getPackageName()).orElse("none")))
        .allMatch(known::contains);
  }

  @Test
  void a_server_reaches_the_kernel_by_traps_only() {
    noClasses()
        // It starts kernels, and does nothing in them.
        .that()
        .doNotHaveFullyQualifiedName("dev.gonzo.http.server.ServerPerCore")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo.kernel..", "dev.gonzo.carrier..", "dev.gonzo.report..")
        .check(HTTP);
  }
}
