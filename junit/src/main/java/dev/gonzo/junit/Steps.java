package dev.gonzo.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExecutableInvoker;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The methods of a test that JUnit has called, so that they can be called again in another
 * simulation, on new instances of the test class.
 */
final class Steps {
  /** When a method is called. */
  enum Kind {
    CONSTRUCTOR,
    HOSTS,
    BEFORE,
    TEST,
    AFTER
  }

  /**
   * A call.
   *
   * @param kind when it was made
   * @param called what was called; null for the start of the hosts
   * @param instance the number of the instance, from the outermost class on; 0 for a constructor
   */
  record Step(Kind kind, @Nullable Executable called, int instance) {}

  private final List<Step> all = new ArrayList<>();
  // The classes around that of the test, whose instances JUnit makes outside of the simulation.
  private List<Class<?>> enclosing = List.of();
  private List<Object> instances = List.of();

  void constructed(Constructor<?> constructor, List<Class<?>> classesAround) {
    enclosing = classesAround;
    all.add(new Step(Kind.CONSTRUCTOR, constructor, 0));
  }

  /**
   * Notes that the programs of the hosts start.
   *
   * @param made the instances of the test class and of those around it, the outermost first
   */
  void hostsStarted(List<Object> made) {
    instances = made;
    all.add(new Step(Kind.HOSTS, null, 0));
  }

  void called(Kind kind, Method method, @Nullable Object target) {
    int instance = 0;
    while (instance < instances.size() && instances.get(instance) != target) {
      instance++;
    }
    all.add(new Step(kind, method, instance));
  }

  List<Step> all() {
    return all;
  }

  /** Makes instances of the classes around that of the test, outside of a simulation. */
  List<Object> enclosingInstances(ExtensionContext context) {
    List<Object> made = new ArrayList<>();
    for (Class<?> type : enclosing) {
      made.add(construct(type.getDeclaredConstructors()[0], made, context));
    }
    return made;
  }

  private static Object construct(
      Constructor<?> constructor, List<Object> around, ExtensionContext context) {
    ExecutableInvoker invoker = context.getExecutableInvoker();
    return around.isEmpty()
        ? invoker.invoke(constructor)
        : invoker.invoke(constructor, around.getLast());
  }

  /**
   * Makes a call again, in the main task of a simulation.
   *
   * @param step what was called
   * @param again the instances of this simulation, to which a new one is added
   * @param run the simulation
   * @param context where extensions are found that have parameters for the method
   */
  static void repeat(Step step, List<Object> again, SimulatedRun run, ExtensionContext context) {
    switch (step.called()) {
      case null -> HostPrograms.start(again, run);
      case Constructor<?> constructor -> again.add(construct(constructor, again, context));
      case Method method -> {
        Object _ = context.getExecutableInvoker().invoke(method, again.get(step.instance()));
      }
      default -> throw new IllegalStateException("not a method of a test: " + step);
    }
  }
}
