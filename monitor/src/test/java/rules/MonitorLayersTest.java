package rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the monitor may name. */
class MonitorLayersTest {
  private static final JavaClasses MONITOR = classes();

  private static JavaClasses classes() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));
  }

  @Test
  void it_uses_only_what_core_exports_to_all_since_an_agent_is_in_no_module() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.gonzo.report..",
            "dev.gonzo.carrier..",
            "dev.gonzo.wait..",
            "dev.gonzo.inbox..",
            "dev.gonzo.kernel.loop..",
            "dev.gonzo.kernel.driver..",
            "dev.gonzo.kernel.assembly..")
        .check(MONITOR);
  }

  @Test
  void the_agent_names_no_class_of_gonzo_but_its_loader() {
    noClasses()
        .that()
        .haveSimpleName("MonitorAgent")
        .or()
        .haveSimpleName("BesideGonzo")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are of Gonzo",
                type ->
                    type.getName().startsWith("dev.gonzo.")
                        && !type.getName().contains("MonitorAgent")
                        && !type.getName().contains("BesideGonzo")))
        .check(MONITOR);
  }

  @Test
  void the_server_does_not_know_the_client_and_json_knows_neither() {
    noClasses()
        .that()
        .resideInAPackage("dev.gonzo.monitor.server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.gonzo.monitor.client")
        .check(MONITOR);
    noClasses()
        .that()
        .resideInAPackage("dev.gonzo.monitor.json")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gonzo.monitor.client", "dev.gonzo.monitor.server")
        .check(MONITOR);
  }
}
