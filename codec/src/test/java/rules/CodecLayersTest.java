package rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A codec uses nothing of Gonzo: it neither suspends nor knows a kernel. */
class CodecLayersTest {
  private static final JavaClasses CLASSES = classes();

  private static JavaClasses classes() {
    // The names of the others are enough: reading them takes long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void it_uses_nothing_of_gonzo() {
    noClasses()
        .that()
        .resideInAPackage("dev.gonzo.codec..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gonzo..").and(not(resideInAPackage("dev.gonzo.codec.."))))
        .check(CLASSES);
  }
}
