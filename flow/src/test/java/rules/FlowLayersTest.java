package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The bridges to Flow are user space. */
class FlowLayersTest {
  private static final JavaClasses FLOW = classes();

  private static JavaClasses classes() {
    // The names of the others are enough: reading them takes long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void they_reach_the_kernel_by_traps_only() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo.kernel..", "dev.gonzo.carrier..")
        .check(FLOW);
  }
}
