package rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceRule;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.NativeText;
import java.lang.reflect.AccessibleObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Enforces the layers of the design: user space above the traps, kernels below them. */
class LayersTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", "."), "target", "classes"));

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
  void each_package_is_a_layer() {
    assertThat(CORE.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(Layers.ALL.stream().map(Layers.Layer::name).toList());
  }

  @Test
  void the_layers_are_listed_from_the_bottom() {
    var listed = new HashSet<String>();
    for (Layers.Layer layer : Layers.ALL) {
      assertThat(listed).as("listed before %s", layer.name()).containsAll(layer.below());
      listed.add(layer.name());
    }
  }

  @Test
  void each_package_names_only_the_layers_below_it() {
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (Layers.Layer layer : Layers.ALL) {
      architecture = architecture.layer(layer.name()).definedBy(layer.name());
    }
    for (Layers.Layer layer : Layers.ALL) {
      var access = architecture.whereLayer(layer.name());
      architecture =
          layer.below().isEmpty()
              ? access.mayNotAccessAnyLayer()
              : access.mayOnlyAccessLayers(layer.below().toArray(String[]::new));
    }
    for (Layers.Upwards upwards : Layers.UPWARDS) {
      architecture = architecture.ignoreDependency(upwards.isFrom(), upwards.isTo());
    }
    hold(architecture.as("each package names only the layers below it: see rules.Layers"));
  }

  @Test
  void packages_have_no_cycles_but_for_the_classes_that_name_upwards() {
    SliceRule rule = slices().matching("dev.(**)").should().beFreeOfCycles();
    for (Layers.Upwards upwards : Layers.UPWARDS) {
      rule = rule.ignoreDependency(upwards.isFrom(), upwards.isTo());
    }
    hold(rule);
  }

  @Test
  void no_layer_and_no_exception_is_listed_in_vain() {
    for (Layers.Upwards upwards : Layers.UPWARDS) {
      assertThat(upwards.from())
          .as(upwards.why())
          .allSatisfy(name ->
              assertThat(named(name)).as("named by %s", name).containsAnyElementsOf(upwards.to()));
      assertThat(upwards.from().stream().flatMap(name -> named(name).stream()))
          .as(upwards.why())
          .containsAll(upwards.to());
    }
    for (Layers.Layer layer : Layers.ALL) {
      assertThat(
              CORE.stream()
                  .filter(one -> one.getPackageName().equals(layer.name()))
                  .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
                  .map(one -> one.getTargetClass().getPackageName()))
          .as("named by %s", layer.name())
          .containsAll(layer.below());
    }
  }

  /** The classes that a class and those nested in it name. */
  private static Set<String> named(String name) {
    return CORE.stream()
        .filter(Layers.isOneOf(Set.of(name)))
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .map(one -> outermost(one.getTargetClass()).getName())
        .collect(Collectors.toSet());
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(LayersTest::outermost).orElse(type);
  }

  @Test
  void kernels_name_of_the_root_package_only_what_a_kernel_needs() {
    hold(
        noClasses()
            .that(KERNEL_SPACE)
            .should()
            .dependOnClassesThat(
                resideInAPackage(Layers.ROOT).and(not(Layers.isOneOf(Layers.FOR_KERNELS))))
            .because("a feature that can be written in user space is not put into a kernel"));
  }

  @Test
  void the_root_package_does_without_the_users_entry_class() {
    hold(
        noClasses()
            .that(resideInAPackage(Layers.ROOT).and(not(belongTo(equivalentTo(Gonzo.class)))))
            .should()
            .dependOnClassesThat(equivalentTo(Gonzo.class))
            .because(
                "Gonzo only names what is behind it, and what is behind it is called directly"));
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
