package rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.Checkpoint;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.Trap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A method that is marked {@code @Async(Suspension.NEVER)} makes only traps that never suspend, and
 * calls only async methods that are marked like it, itself and in the methods that it calls. What
 * lambdas do is not considered.
 */
class SuspensionTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Async.class.getProtectionDomain().getCodeSource().getLocation());

  private final List<String> found = new ArrayList<>();
  private final Set<JavaCodeUnit> seen = new HashSet<>();

  private static Optional<Suspension> suspension(JavaCodeUnit unit) {
    return unit.tryGetAnnotationOfType(Async.class).map(Async::value);
  }

  private static boolean isTrap(JavaClass type) {
    return type.isAssignableTo(Trap.class);
  }

  /** A trap is a checkpoint unless its type says that it is none. */
  private static boolean isCheckpoint(JavaClass trap) {
    return !trap.isAssignableTo(Trap.NoCheckpoint.class);
  }

  private static boolean isUserSpace(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("dev.gonzo")
        && !name.matches("dev\\.gonzo\\.(kernel|carrier|report|trap)\\b.*");
  }

  private void look(JavaCodeUnit unit, String way) {
    if (!seen.add(unit)) {
      return;
    }
    for (JavaConstructorCall call : unit.getConstructorCallsFromSelf()) {
      if (call.isDeclaredInLambda()) {
        continue; // it may run elsewhere
      }
      JavaClass type = call.getTargetOwner();
      if (isTrap(type) && isCheckpoint(type)) {
        found.add(way + " makes the trap " + type.getSimpleName());
      }
      call.getTarget().resolveMember().ifPresent(target -> follow(target, way));
    }
    for (JavaMethodCall call : unit.getMethodCallsFromSelf()) {
      if (call.isDeclaredInLambda()) {
        continue;
      }
      call.getTarget().resolveMember().ifPresent(target -> follow(target, way));
    }
  }

  private void follow(JavaCodeUnit target, String way) {
    String name = target.getOwner().getSimpleName() + "." + target.getName();
    if (!isUserSpace(target.getOwner()) || name.startsWith("Coroutine.trap")) {
      return;
    }
    switch (suspension(target).orElse(null)) {
      case POSSIBLE -> found.add(way + " calls " + name);
      case NEVER -> {}
      case null -> look(target, way + ", " + name);
    }
  }

  private List<JavaMethod> marked() {
    return CORE.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> suspension(method).equals(Optional.of(Suspension.NEVER)))
        .toList();
  }

  @Test
  void methods_that_never_suspend_make_no_trap_that_does() {
    List<JavaMethod> marked = marked();
    assertThat(marked).hasSizeGreaterThan(80);
    for (JavaMethod method : marked) {
      seen.clear();
      look(method, method.getFullName());
    }
    assertThat(found).isEmpty();
  }

  @Test
  void a_method_that_only_calls_one_that_never_suspends_is_marked_like_it() {
    assertThat(
            CORE.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> suspension(method).equals(Optional.of(Suspension.POSSIBLE)))
                .filter(SuspensionTest::onlyCallsOneThatNeverSuspends)
                .map(JavaMethod::getFullName))
        .isEmpty();
  }

  /** Whether it is an equivalent of another method of the same name. */
  private static boolean onlyCallsOneThatNeverSuspends(JavaMethod method) {
    List<JavaMethod> others =
        method.getMethodCallsFromSelf().stream()
            .filter(call -> !call.isDeclaredInLambda())
            .flatMap(call -> call.getTarget().resolveMember().stream())
            .filter(target -> target.isAnnotatedWith(Async.class))
            .toList();
    return others.size() == 1
        && others.getFirst().getName().equals(method.getName())
        && suspension(others.getFirst()).equals(Optional.of(Suspension.NEVER));
  }

  @Test
  void a_trap_is_known_to_be_a_checkpoint_or_none() {
    assertThat(isCheckpoint(CORE.get(Checkpoint.class))).isTrue();
    assertThat(isCheckpoint(CORE.get(ReadClock.class))).isFalse();
    assertThat(CORE.stream().filter(SuspensionTest::isTrap)).hasSizeGreaterThan(70);
  }

  @Test
  void one_that_may_suspend_would_be_found() throws NoSuchMethodException {
    look(CORE.get(Task.class).getMethod("awaitEnd"), "awaitEnd");
    assertThat(found).anyMatch(line -> line.endsWith("makes the trap Join"));
    found.clear();
    look(CORE.get(Task.class).getMethod("join"), "join");
    assertThat(found).anyMatch(line -> line.endsWith("calls Task.awaitEnd"));
    assertThat(suspension(CORE.get(Coroutine.class).getMethod("trap", Trap.class)))
        .contains(Suspension.POSSIBLE);
  }
}
