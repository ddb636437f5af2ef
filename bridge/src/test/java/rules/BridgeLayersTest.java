package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bridge is user space, and one class of it reaches into the JDK. */
class BridgeLayersTest {
  private static final JavaClasses BRIDGE = classes();

  private static final Set<String> OPENING =
      Set.of("privateLookupIn", "setAccessible", "trySetAccessible");

  private static JavaClasses classes() {
    // The names of the others are enough: reading them takes long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void it_reaches_the_kernel_by_traps_only() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo.kernel..", "dev.gonzo.carrier..", "dev.gonzo.report..")
        .check(BRIDGE);
  }

  @Test
  void one_class_reaches_into_the_jdk() {
    noClasses()
        .that()
        .haveSimpleNameNotContaining("JdkInternals")
        .and()
        .haveSimpleNameNotContaining("Members")
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "opens what is closed", access -> OPENING.contains(access.getName())))
        .check(BRIDGE);
  }

  @Test
  void time_comes_from_the_kernel() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(BRIDGE);
  }
}
