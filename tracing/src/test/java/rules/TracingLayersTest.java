package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tracing uses what core exports to all, and no clock or thread of its own. */
class TracingLayersTest {
  private static final JavaClasses CLASSES = classes();

  private static JavaClasses classes() {
    // The names of the others are enough: reading them takes long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void it_observes_kernels_from_outside() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo.kernel.*..", "dev.gonzo.carrier..", "dev.gonzo.report..")
        .check(CLASSES);
  }

  @Test
  void it_reads_no_clock_and_starts_no_thread() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(CLASSES);
  }
}
