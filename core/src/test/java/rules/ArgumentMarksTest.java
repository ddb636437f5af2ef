package rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gonzo.Async;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Elsewhere;
import dev.gonzo.InPlace;
import dev.gonzo.SyncCallable;
import dev.gonzo.SyncFunction;
import dev.gonzo.SyncRunnable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A public method that takes code says whether it runs it in the calling task, or elsewhere. */
class ArgumentMarksTest {
  private static final List<JavaClass> CLASSES =
      new ClassFileImporter()
          .importUrl(Async.class.getProtectionDomain().getCodeSource().getLocation()).stream()
              .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
              .filter(type -> isExported(type.getPackageName()))
              .toList();

  private static boolean isExported(String name) {
    return !name.matches("dev\\.gonzo\\.(carrier|report|wait|kernel\\..*)\\b.*");
  }

  /**
   * Whether a type is code that users write: a functional interface for coroutines or threads, and
   * not one for an object that is open and is closed, such as a stream.
   */
  private static boolean isCode(JavaClass type) {
    return type.isAnnotatedWith(FunctionalInterface.class)
        && !type.isAssignableTo(AutoCloseable.class)
        && (type.isEquivalentTo(SyncCallable.class)
            || type.isEquivalentTo(SyncFunction.class)
            || type.isEquivalentTo(SyncRunnable.class)
            || type.getMethods().stream()
                .anyMatch(method ->
                    method.getModifiers().contains(JavaModifier.ABSTRACT)
                        && method.isAnnotatedWith(Async.class)));
  }

  private static Stream<JavaParameter> codeArguments() {
    return CLASSES.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
        .map(JavaMethod::getParameters)
        .flatMap(List::stream)
        .filter(parameter -> isCode(parameter.getRawType()));
  }

  @Test
  void an_argument_that_is_code_has_exactly_one_mark() {
    assertThat(codeArguments()).hasSizeGreaterThan(50);
    assertThat(
            codeArguments()
                .filter(argument ->
                    argument.isAnnotatedWith(InPlace.class)
                        == argument.isAnnotatedWith(Elsewhere.class))
                .map(JavaParameter::getDescription))
        .isEmpty();
  }

  @Test
  void a_body_with_a_deadline_runs_in_place_and_a_task_elsewhere() {
    assertThat(codeArguments())
        .filteredOn(argument -> argument.getRawType().isEquivalentTo(AsyncRunnable.class))
        .filteredOn(argument -> argument.getOwner().getOwner().getSimpleName().equals("Gonzo"))
        .allSatisfy(argument ->
            assertThat(argument.isAnnotatedWith(InPlace.class))
                .as(argument.getDescription())
                .isEqualTo(!argument.getOwner().getName().matches("run|spawn.*")));
  }
}
