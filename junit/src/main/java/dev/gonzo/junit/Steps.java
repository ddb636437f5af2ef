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
   * @param instance the number of the instance, from the outermost class on
   */
  record Step(Kind kind, @Nullable Executable called, int instance) {}

  private final List<Step> all = new ArrayList<>();
  private final List<Object> instances = new ArrayList<>();

  void constructed(Constructor<?> constructor, Object instance) {
    all.add(new Step(Kind.CONSTRUCTOR, constructor, instances.size()));
    instances.add(instance);
  }

  /** A constructor that has failed. */
  void failed(Constructor<?> constructor) {
    all.add(new Step(Kind.CONSTRUCTOR, constructor, instances.size()));
  }

  void hostsStarted() {
    all.add(new Step(Kind.HOSTS, null, 0));
  }

  void called(Kind kind, Method method, @Nullable Object target) {
    int instance = 0;
    while (instance < instances.size() && instances.get(instance) != target) {
      instance++;
    }
    all.add(new Step(kind, method, instance));
  }

  /** The instances of the test class and of those around it, the outermost first. */
  List<Object> instances() {
    return instances;
  }

  List<Step> all() {
    return all;
  }

  /**
   * Makes a call again, in the main task of a simulation.
   *
   * @param step what was called
   * @param again the instances of this simulation, to which a new one is added
   * @param run the simulation
   * @param context where extensions are found that have parameters for the method
   */
  static void repeat(
      Step step, List<Object> again, SimulatedRun run, ExtensionContext context) {
    ExecutableInvoker invoker = context.getExecutableInvoker();
    switch (step.called()) {
      case null -> HostPrograms.start(again, run);
      case Constructor<?> constructor ->
          again.add(
              again.isEmpty()
                  ? invoker.invoke(constructor)
                  : invoker.invoke(constructor, again.getLast()));
      case Method method -> {
        Object _ = invoker.invoke(method, again.get(step.instance()));
      }
    }
  }
}
