package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The plug-in is one jar that needs no flag. */
class CheckLayersTest {
  private static final JavaClasses CHECK = classes();

  private static JavaClasses classes() {
    // The names of the others are enough: reading them takes long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void it_uses_only_the_exported_packages_of_the_compiler() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.tools..", "jdk.internal..", "sun..")
        .check(CHECK);
  }

  @Test
  void it_needs_no_other_module_of_gonzo() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo", "dev.gonzo.kernel..", "dev.gonzo.net..")
        .check(CHECK);
  }
}
