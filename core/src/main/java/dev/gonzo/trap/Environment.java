package dev.gonzo.trap;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The environment of a process to be started: a copy of ours with changes, or a new one.
 *
 * <p>Inherited variables reach the process byte for byte. Names and values that are set are {@link
 * NativeText}; a value equal to the one in {@link System#getenv} is passed with its original bytes.
 *
 * @param inherited whether it starts as a copy of ours
 * @param variables the values that are set, by name
 * @param removed the names that are left out
 */
public record Environment(boolean inherited, Map<String, String> variables, Set<String> removed) {
  /**
   * Checks the names and values.
   *
   * @throws IllegalArgumentException if a name is empty or contains {@code =}, or a name or a value
   *     cannot be passed unchanged: see {@link NativeText#check}
   */
  public Environment {
    // In the order in which they were set: that of Map.copyOf differs between JVMs.
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    removed = Collections.unmodifiableSet(new LinkedHashSet<>(removed));
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      checkName(variable.getKey());
      String _ = NativeText.check("the value of a variable", variable.getValue());
    }
    for (String name : removed) {
      checkName(name);
    }
  }

  /** {@return our environment, unchanged} */
  public static Environment ours() {
    return new Environment(true, Map.of(), Set.of());
  }

  /**
   * Returns an environment with only these variables.
   *
   * @param variables values by name
   * @return the environment
   * @throws IllegalArgumentException if a name or a value cannot be passed
   */
  public static Environment of(Map<String, String> variables) {
    return new Environment(false, variables, Set.of());
  }

  /**
   * Returns a copy with one variable set.
   *
   * @param name its name
   * @param value its value
   * @return the changed copy
   * @throws IllegalArgumentException if the name or the value cannot be passed
   */
  public Environment with(String name, String value) {
    var changed = new LinkedHashMap<>(variables);
    changed.put(name, value);
    var left = new LinkedHashSet<>(removed);
    left.remove(name);
    return new Environment(inherited, changed, left);
  }

  /**
   * Returns a copy without one variable.
   *
   * @param name its name; it need not be set
   * @return the changed copy
   * @throws IllegalArgumentException if it cannot be a name
   */
  public Environment without(String name) {
    var changed = new LinkedHashMap<>(variables);
    changed.remove(name);
    var left = new LinkedHashSet<>(removed);
    left.add(name);
    return new Environment(inherited, changed, left);
  }

  private static void checkName(String name) {
    String _ = NativeText.check("the name of a variable", name);
    if (name.isEmpty() || name.contains("=")) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be the name of a variable: it must not be empty or contain '='");
    }
  }
}
