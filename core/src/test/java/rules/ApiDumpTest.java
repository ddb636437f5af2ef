package rules;

import static java.lang.reflect.Modifier.ABSTRACT;
import static java.lang.reflect.Modifier.FINAL;
import static java.lang.reflect.Modifier.PROTECTED;
import static java.lang.reflect.Modifier.PUBLIC;
import static java.lang.reflect.Modifier.STATIC;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks {@code api/core.api}, so that every change of the public API is reviewed. */
class ApiDumpTest {
  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Path CLASSES = BASE.resolve("target", "classes");
  private static final Path DUMP = BASE.resolve("api", "core.api");
  private static final Set<String> OF_ANY_RECORD = Set.of("equals", "hashCode", "toString");
  private static final Set<Type> OF_KIND = Set.of(Object.class, Record.class);

  @Test
  void public_api_is_the_one_that_was_reviewed() throws IOException {
    var actual = exportedTypes().flatMap(ApiDumpTest::lines).toList();
    if (Boolean.getBoolean("gonzo.api.update")) {
      Files.createDirectories(DUMP.getParent());
      Files.write(DUMP, actual);
    }
    var reviewed = Files.exists(DUMP) ? Files.readAllLines(DUMP) : List.<String>of();
    assertThat(difference(reviewed, actual))
        .as("the public API; if it was meant to change: ./gonzo test -Dgonzo.api.update=true")
        .isEmpty();
    assertThat(actual).isEqualTo(reviewed);
  }

  private static List<String> difference(List<String> reviewed, List<String> actual) {
    var gone = reviewed.stream().filter(line -> !actual.contains(line)).map(line -> "- " + line);
    var come = actual.stream().filter(line -> !reviewed.contains(line)).map(line -> "+ " + line);
    return Stream.concat(gone, come).toList();
  }

  private static Stream<Class<?>> exportedTypes() throws IOException {
    try (var moduleInfo = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      return ModuleDescriptor.read(moduleInfo).exports().stream()
          .filter(exported -> !exported.isQualified())
          .<Class<?>>flatMap(exported -> types(exported.source()))
          .filter(ApiDumpTest::isVisible)
          .sorted(Comparator.comparing(Class::getName));
    }
  }

  private static Stream<Class<?>> types(String packageName) {
    var files = CLASSES.resolve(packageName.replace('.', '/')).toFile().list();
    return Stream.of(files == null ? new String[0] : files)
        .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
        .map(file -> packageName + "." + file.substring(0, file.length() - ".class".length()))
        .map(ApiDumpTest::load);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiDumpTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    var outer = type.getEnclosingClass();
    return isVisible(type.getModifiers()) && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return (modifiers & (PUBLIC | PROTECTED)) != 0;
  }

  /**
   * {@return the type, then its members, each preceded by the type, so that each line of a diff is
   * complete}
   */
  private static Stream<String> lines(Class<?> type) {
    var fields =
        Stream.of(type.getDeclaredFields())
            .filter(field -> isVisible(field.getModifiers()))
            .map(f -> words(f.getModifiers()) + f.getAnnotatedType() + " " + f.getName());
    var constructorsAndMethods =
        Stream.<Executable>concat(
                Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
            .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
            .filter(member -> !(type.isRecord() && isImplied(member)))
            .map(ApiDumpTest::text);
    var members = Stream.concat(fields, constructorsAndMethods).map(ApiDumpTest::plain).sorted();
    return Stream.concat(
        Stream.of("", plain(header(type))), members.map(line -> type.getName() + ": " + line));
  }

  /** {@return whether any record has this member, or this record by its components} */
  private static boolean isImplied(Executable member) {
    return OF_ANY_RECORD.contains(member.getName())
        || Stream.of(member.getDeclaringClass().getRecordComponents())
            .anyMatch(component -> component.getAccessor().equals(member));
  }

  private static String header(Class<?> type) {
    var kind =
        type.isAnnotation()
            ? "@interface "
            : type.isInterface()
                ? "interface "
                : type.isRecord() ? "record " : type.isEnum() ? "enum " : "class ";
    var components =
        type.isRecord()
            ? Stream.of(type.getRecordComponents())
                .map(c -> c.getAnnotatedType() + " " + c.getName())
                .collect(joining(", ", "(", ")"))
            : "";
    var above = type.getAnnotatedSuperclass();
    return words(type.isInterface() ? type.getModifiers() & ~ABSTRACT : type.getModifiers())
        + (type.isSealed() ? "sealed " : "")
        + kind
        + type.getName()
        + typeParameters(type)
        + components
        + (above == null || OF_KIND.contains(above.getType()) ? "" : " extends " + above)
        + list(" implements ", Stream.of(type.getAnnotatedInterfaces()))
        + (type.isSealed()
            ? list(
                " permits ", Stream.of(type.getPermittedSubclasses()).map(Class::getName).sorted())
            : "");
  }

  private static String text(Executable member) {
    var parameters =
        Arrays.stream(member.getAnnotatedParameterTypes())
            .map(Object::toString)
            .collect(joining(", ", "(", ")"));
    var parametersOfType = typeParameters(member);
    return words(member.getModifiers())
        + (member instanceof Method method && method.isDefault() ? "default " : "")
        + (parametersOfType.isEmpty() ? "" : parametersOfType + " ")
        + (member instanceof Method method ? method.getAnnotatedReturnType() + " " : "")
        + (member instanceof Constructor<?> made
            ? made.getDeclaringClass().getSimpleName()
            : member.getName())
        + (member.isVarArgs() ? parameters.replaceFirst("\\[\\]\\)$", "...)") : parameters)
        + list(" throws ", Stream.of(member.getAnnotatedExceptionTypes()));
  }

  private static String typeParameters(GenericDeclaration declared) {
    return Stream.of(declared.getTypeParameters())
        .map(p -> p.getName() + bounds(Stream.of(p.getAnnotatedBounds()).map(Object::toString)))
        .collect(joining(", ", "<", ">"))
        .replace("<>", "");
  }

  private static String bounds(Stream<String> bounds) {
    var text = bounds.collect(joining(" & "));
    return text.equals("java.lang.Object") ? "" : " extends " + text;
  }

  private static String list(String word, Stream<?> items) {
    var text = items.map(Object::toString).collect(joining(", "));
    return text.isEmpty() ? "" : word + text;
  }

  private static String words(int modifiers) {
    var text = Modifier.toString(modifiers & (PUBLIC | PROTECTED | ABSTRACT | STATIC | FINAL));
    return text + " ";
  }

  /** Without parts that only make lines longer. */
  private static String plain(String line) {
    return line.replaceAll("\\bjava\\.lang\\.(?=[@A-Z])", "")
        .replace("org.jspecify.annotations.", "")
        .replace("@Nullable()", "@Nullable");
  }
}
