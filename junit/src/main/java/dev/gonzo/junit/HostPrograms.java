package dev.gonzo.junit;

import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** The methods of test classes that are programs of hosts. */
final class HostPrograms {
  private HostPrograms() {}

  private record Bound(Method method, Object instance) {}

  /**
   * Adds the hosts, in the order of their names, each of which starts its program.
   *
   * @param instances the instances of the test class and of those around it
   * @param run the simulation, in whose main task this is called
   * @throws ExtensionConfigurationException if a method cannot be the program of a host
   */
  static void start(List<Object> instances, SimulatedRun run) {
    for (var program : programs(instances).entrySet()) {
      String name = program.getKey();
      Bound bound = program.getValue();
      Host host =
          run.simulation()
              .host(
                  name,
                  () ->
                      call(bound, run.simulation(), Objects.requireNonNull(run.hosts().get(name))));
      run.hosts().put(name, host);
    }
  }

  private static Map<String, Bound> programs(List<Object> instances) {
    Map<String, Bound> programs = new TreeMap<>();
    for (Object instance : instances) {
      for (Method method :
          AnnotationSupport.findAnnotatedMethods(
              instance.getClass(), HostProgram.class, HierarchyTraversalMode.TOP_DOWN)) {
        for (String name : names(method)) {
          Bound other = programs.put(name, new Bound(method, instance));
          if (other != null) {
            throw new ExtensionConfigurationException(
                "two methods are programs of the host "
                    + name
                    + ": "
                    + other.method()
                    + " and "
                    + method);
          }
        }
      }
    }
    return programs;
  }

  /** The names of the hosts that run a method. */
  private static List<String> names(Method method) {
    for (Parameter parameter : method.getParameters()) {
      Class<?> type = parameter.getType();
      if (type != Host.class && type != Simulation.class) {
        throw new ExtensionConfigurationException(
            method
                + " is the program of a host, and may have parameters of the types Host and"
                + " Simulation only");
      }
    }
    String[] names =
        AnnotationSupport.findAnnotation(method, HostProgram.class).orElseThrow().value();
    return names.length == 0 ? List.of(method.getName()) : List.of(names);
  }

  private static void call(Bound bound, Simulation simulation, Host host) {
    Object[] arguments =
        Arrays.stream(bound.method().getParameterTypes())
            .map(type -> type == Host.class ? host : simulation)
            .toArray();
    try {
      bound.method().setAccessible(true);
      Object _ = bound.method().invoke(bound.instance(), arguments);
    } catch (InvocationTargetException failed) {
      throw Rethrow.unchecked(Objects.requireNonNullElse(failed.getCause(), failed));
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
