package rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.gonzo.EmbeddedKernel;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.NativeText;
import java.lang.reflect.AccessibleObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Enforces the layers of the design: user space above the traps, kernels below them. */
class LayersTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));

  /** The entry points: the classes above the border that refer to kernels. */
  private static final DescribedPredicate<JavaClass> DOOR =
      belongTo(equivalentTo(Gonzo.class).or(equivalentTo(EmbeddedKernel.class)));

  private static final DescribedPredicate<JavaClass> KERNEL_SPACE =
      resideInAPackage("dev.gonzo.kernel..");

  private static final DescribedPredicate<JavaClass> CARRIER =
      resideInAPackage("dev.gonzo.carrier..");

  /** Takes the working directory away again that the JDK has added. */
  private static final DescribedPredicate<JavaClass> PATH_TEXT =
      belongTo(equivalentTo(NativeText.class));

  /**
   * Calls that would take time, randomness, the environment, the working directory or the current
   * task from outside the kernel.
   */
  private static final Map<String, Set<String>> BANNED =
      Map.of(
          Thread.class.getName(), Set.of("sleep"),
          System.class.getName(), Set.of("nanoTime", "currentTimeMillis", "getenv"),
          Path.class.getName(), Set.of("toAbsolutePath", "toRealPath"),
          SecureRandom.class.getName(), Set.of(),
          Math.class.getName(), Set.of("random"),
          Random.class.getName(), Set.of(),
          ThreadLocalRandom.class.getName(), Set.of(),
          ThreadLocal.class.getName(), Set.of(),
          InheritableThreadLocal.class.getName(), Set.of());

  @Test
  void there_is_something_to_check() {
    assertThat(CORE.contain(Gonzo.class)).isTrue();
  }

  @Test
  void user_space_never_names_a_kernel() {
    hold(
        noClasses()
            .that(resideInAPackage("dev.gonzo..").and(not(KERNEL_SPACE)).and(not(DOOR)))
            .should()
            .dependOnClassesThat(KERNEL_SPACE)
            .because("user space reaches the kernel by traps only"));
  }

  @Test
  void kernels_name_of_user_space_only_the_ground_floor() {
    hold(
        classes()
            .that(KERNEL_SPACE)
            .should()
            .onlyDependOnClassesThat(
                not(resideInAPackage("dev.gonzo.."))
                    .or(KERNEL_SPACE)
                    .or(
                        resideInAnyPackage(
                            "dev.gonzo",
                            "dev.gonzo.trap..",
                            "dev.gonzo.carrier..",
                            "dev.gonzo.report..")))
            .because("a feature that can be written in user space is not put into a kernel"));
  }

  @Test
  void kernels_do_not_go_through_the_door() {
    hold(noClasses().that(KERNEL_SPACE).should().dependOnClassesThat(DOOR));
  }

  @Test
  void one_class_reaches_into_the_jdk() {
    hold(
        noClasses()
            .that(not(belongTo(HasName.Predicates.name("dev.gonzo.carrier.VirtualThreads"))))
            .should()
            .accessTargetWhere(target("JDK internals", LayersTest::opensWhatIsClosed))
            .because("a public scheduler API of the JDK is to replace one class"));
  }

  @Test
  void one_class_logs() {
    hold(
        noClasses()
            .that(not(belongTo(HasName.Predicates.name("dev.gonzo.report.Log"))))
            .should()
            .accessTargetWhere(target("loggers", LayersTest::findsLogger))
            .because("a log handler that throws must not get as far as the kernel"));
  }

  @Test
  void packages_have_no_cycles() {
    // The root package is left out, because all packages refer to Task and Coroutine.
    hold(slices().matching("dev.gonzo.(*)..").should().beFreeOfCycles());
  }

  @Test
  void time_and_chance_come_from_the_kernel() {
    hold(
        noClasses()
            .that(not(KERNEL_SPACE).and(not(CARRIER)).and(not(PATH_TEXT)))
            .should()
            .accessTargetWhere(target("clocks, chance and thread locals", LayersTest::isBanned))
            .because("what a kernel does not own, a simulator cannot repeat"));
  }

  private static boolean opensWhatIsClosed(JavaAccess<?> access) {
    return switch (access.getName()) {
      case "privateLookupIn" -> true;
      case "setAccessible", "trySetAccessible" ->
          access.getTargetOwner().isAssignableTo(AccessibleObject.class);
      default -> false;
    };
  }

  private static boolean findsLogger(JavaAccess<?> access) {
    return access.getName().equals("getLogger");
  }

  private static boolean isBanned(JavaAccess<?> access) {
    var names = BANNED.get(access.getTargetOwner().getName());
    return names != null && (names.isEmpty() || names.contains(access.getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> target(
      String what, Predicate<JavaAccess<?>> test) {
    return DescribedPredicate.describe(what, test);
  }

  /** A package that does not exist yet breaks no rule. */
  private static void hold(ArchRule rule) {
    rule.allowEmptyShould(true).check(CORE);
  }
}
