package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
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

  @Test
  void a_server_reaches_the_kernel_by_traps_only() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo.kernel..", "dev.gonzo.carrier..", "dev.gonzo.report..")
        .check(HTTP);
  }
}
