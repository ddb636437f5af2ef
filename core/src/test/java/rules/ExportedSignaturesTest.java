package rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What programs can refer to names only types that they can refer to as well. */
class ExportedSignaturesTest {
  private static final Path CLASSES =
      Path.of(System.getProperty("basedir", "."), "target", "classes");
  private static final JavaClasses CORE = new ClassFileImporter().importPath(CLASSES);

  /** What names such a type all the same, and why. */
  private static final Map<String, String> ON_PURPOSE =
      Map.of(
          "dev.gonzo.queue.SelectClause.passing names dev.gonzo.wait.Latch",
          "promises, events and tasks, of other packages, make clauses; programs cannot call it");

  @Test
  void no_exported_signature_names_a_type_of_a_package_that_is_not_exported() throws IOException {
    Set<String> exported = exported();
    List<JavaClass> visible = CORE.stream().filter(type -> isVisible(type, exported)).toList();
    assertThat(visible).hasSizeGreaterThan(100);
    assertThat(visible.stream().flatMap(type -> hidden(type, exported)).distinct())
        .containsExactlyInAnyOrderElementsOf(ON_PURPOSE.keySet());
  }

  private static Set<String> exported() throws IOException {
    try (var moduleInfo = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      return ModuleDescriptor.read(moduleInfo).exports().stream()
          .filter(one -> !one.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toSet());
    }
  }

  /** Whether programs see it, or inherit from it through a class that they see. */
  private static boolean isVisible(JavaClass type, Set<String> exported) {
    return exported.contains(type.getPackageName())
        && Stream.concat(Stream.of(type), type.getAllSubclasses().stream())
            .anyMatch(one -> exported.contains(one.getPackageName()) && isPublicWithAllAround(one));
  }

  private static boolean isPublicWithAllAround(JavaClass type) {
    return isForPrograms(type.getModifiers())
        && type.getEnclosingClass().map(ExportedSignaturesTest::isPublicWithAllAround).orElse(true);
  }

  private static boolean isForPrograms(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  /** The types of packages that are not exported which a class and its members name. */
  private static Stream<String> hidden(JavaClass type, Set<String> exported) {
    Stream<String> inHead =
        Stream.of(
                type.getSuperclass().stream(),
                type.getInterfaces().stream(),
                type.getTypeParameters().stream())
            .flatMap(types -> types)
            .flatMap(one -> hidden(type.getName(), one.getAllInvolvedRawTypes(), exported));
    Stream<String> inMembers =
        type.getMembers().stream()
            .filter(member -> isForPrograms(member.getModifiers()))
            .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
            .flatMap(
                member -> hidden(type.getName() + "." + member.getName(), named(member), exported));
    return Stream.concat(inHead, inMembers);
  }

  private static Stream<String> hidden(
      String place, Collection<JavaClass> named, Set<String> exported) {
    return named.stream()
        .map(JavaClass::getBaseComponentType)
        .filter(Layers::isOfCore)
        .filter(type -> !exported.contains(type.getPackageName()))
        .map(type -> place + " names " + type.getName());
  }

  private static Set<JavaClass> named(JavaMember member) {
    Set<JavaClass> types = new HashSet<>(member.getAllInvolvedRawTypes());
    if (member instanceof JavaCodeUnit unit) {
      types.addAll(unit.getExceptionTypes());
      unit.getTypeParameters().forEach(one -> types.addAll(one.getAllInvolvedRawTypes()));
    }
    return types;
  }
}
