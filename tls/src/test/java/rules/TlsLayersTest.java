package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** TLS is user space, and keeps the library that it is made with to itself. */
class TlsLayersTest {
  private static final JavaClasses TLS = classes();

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
        .resideInAnyPackage("dev.gonzo.kernel..", "dev.gonzo.carrier..")
        .check(TLS);
  }

  @Test
  void files_are_read_by_traps() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .check(TLS);
  }

  @Test
  void three_classes_know_of_tls_channel() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Handshake")
        .and()
        .doNotHaveSimpleName("TlsStream")
        .and()
        .doNotHaveSimpleName("RecordBuffers")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tlschannel..")
        .check(TLS);
  }
}
