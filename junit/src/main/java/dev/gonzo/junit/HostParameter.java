package dev.gonzo.junit;

import dev.gonzo.sim.Host;
import java.lang.reflect.Parameter;
import java.util.Map;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Finds the host that a parameter means. */
final class HostParameter {
  private HostParameter() {}

  /**
   * Finds it: by {@link HostNamed}, by the name of the parameter, or because there is only one.
   *
   * @param context the parameter
   * @param hosts the hosts by their names
   * @throws ParameterResolutionException if none is meant; the message says what to do
   */
  static Host resolve(ParameterContext context, Map<String, Host> hosts) {
    Parameter parameter = context.getParameter();
    if (hosts.isEmpty()) {
      throw new ParameterResolutionException(
          context.getDeclaringExecutable() instanceof java.lang.reflect.Constructor<?>
              ? "hosts start after the constructor: take them as parameters of a @BeforeEach method"
                  + " or of the test"
              : "the test class has no method with @HostProgram, so there is no host: add one, or add"
                  + " hosts to a parameter of the type Simulation");
    }
    String name =
        context
            .findAnnotation(HostNamed.class)
            .map(HostNamed::value)
            .orElseGet(() -> parameter.isNamePresent() ? parameter.getName() : "");
    Host named = hosts.get(name);
    if (named != null) {
      return named;
    }
    if (hosts.size() == 1 && context.findAnnotation(HostNamed.class).isEmpty()) {
      return hosts.values().iterator().next();
    }
    throw new ParameterResolutionException(
        name.isEmpty()
            ? "which of the hosts " + hosts.keySet() + " is it? Add @HostNamed to the parameter"
            : "there is no host " + name + " among " + hosts.keySet());
  }
}
