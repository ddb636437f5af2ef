package dev.gonzo.trap;

import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Processes: starting them, waiting for them, signalling them. Their pipes are handles that {@link
 * Receive}, {@link Send} and {@link Close} serve.
 *
 * @param <R> the type of the answer
 */
public sealed interface ProcessTrap<R extends @Nullable Object> extends Trap<R> {
  /**
   * Sends a signal to a process, and answers whether the process was still there. Never reaches
   * another process that got the same id later. Never suspends; not a checkpoint.
   *
   * @param process the process
   * @param signal the number of the signal
   * @param group whether to signal the whole process group that it leads
   */
  record SignalProcess(Handle process, int signal, boolean group)
      implements ProcessTrap<Boolean>, NoCheckpoint {}

  /**
   * Starts a process, without a shell. Suspends until a thread has started it.
   *
   * @param command the program, which is searched for in our {@code PATH} if it has no slash, and
   *     its arguments, as {@link NativeText}
   * @param environment its environment
   * @param directory its working directory; null for ours
   * @param ownGroup whether it leads a new process group
   * @param input its standard input
   * @param output its standard output
   * @param error its standard error
   */
  record StartProcess(
      List<String> command,
      EnvironmentVariables environment,
      @Nullable Path directory,
      boolean ownGroup,
      Redirection input,
      Redirection output,
      Redirection error)
      implements ProcessTrap<StartedProcess> {
    /**
     * Checks everything that is passed to the system, so that no kernel has to.
     *
     * @throws IllegalArgumentException if the program has no name, a text cannot be passed
     *     unchanged ({@link NativeText#check}), or a path belongs to another file system than the
     *     default one
     */
    public StartProcess {
      command = List.copyOf(command);
      if (command.isEmpty() || command.getFirst().isEmpty()) {
        throw new IllegalArgumentException("the program has no name");
      }
      for (String word : command) {
        String _ = NativeText.check("the program or an argument", word);
      }
      if (directory != null) {
        Path _ = NativeText.requireDefault(directory);
      }
      check(input);
      check(output);
      check(error);
    }

    private static void check(Redirection redirection) {
      if (redirection instanceof Redirection.FromFile(var path)) {
        Path _ = NativeText.requireDefault(path);
      } else if (redirection instanceof Redirection.ToFile(var path, var _)) {
        Path _ = NativeText.requireDefault(path);
      }
    }
  }

  /**
   * Suspends until no member of a process group runs any more: its leader, and all processes
   * started in the group. To wait for the leader alone, use {@link WaitForProcess}.
   *
   * @param process the leader
   */
  record WaitForGroup(Handle process) implements ProcessTrap<@Nullable Void> {}

  /**
   * Suspends until a process has ended, and answers how, even if other processes still hold its
   * pipes. The process is then removed from the system's table; a later wait answers the same end.
   * Only one task may wait at a time.
   *
   * @param process the process
   */
  record WaitForProcess(Handle process) implements ProcessTrap<ProcessEnd> {}

  /**
   * The environment of a process to be started: a copy of ours with changes, or a new one.
   *
   * <p>Inherited variables reach the process byte for byte. Names and values that are set are
   * {@link NativeText}; a value equal to the one in {@link System#getenv} is passed with its
   * original bytes.
   *
   * @param inherited whether it starts as a copy of ours
   * @param variables the values that are set, by name
   * @param removed the names that are left out
   */
  record EnvironmentVariables(
      boolean inherited, Map<String, String> variables, Set<String> removed) {
    /**
     * Checks the names and values.
     *
     * @throws IllegalArgumentException if a name is empty or contains {@code =}, or a name or a
     *     value cannot be passed unchanged: see {@link NativeText#check}
     */
    public EnvironmentVariables {
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
    public static EnvironmentVariables ours() {
      return new EnvironmentVariables(true, Map.of(), Set.of());
    }

    /**
     * Returns an environment with only these variables.
     *
     * @param variables values by name
     * @return the environment
     * @throws IllegalArgumentException if a name or a value cannot be passed
     */
    public static EnvironmentVariables of(Map<String, String> variables) {
      return new EnvironmentVariables(false, variables, Set.of());
    }

    /**
     * Returns a copy with one variable set.
     *
     * @param name its name
     * @param value its value
     * @return the changed copy
     * @throws IllegalArgumentException if the name or the value cannot be passed
     */
    public EnvironmentVariables with(String name, String value) {
      var changed = new LinkedHashMap<>(variables);
      changed.put(name, value);
      var left = new LinkedHashSet<>(removed);
      left.remove(name);
      return new EnvironmentVariables(inherited, changed, left);
    }

    /**
     * Returns a copy without one variable.
     *
     * @param name its name; it need not be set
     * @return the changed copy
     * @throws IllegalArgumentException if it cannot be a name
     */
    public EnvironmentVariables without(String name) {
      var changed = new LinkedHashMap<>(variables);
      changed.remove(name);
      var left = new LinkedHashSet<>(removed);
      left.add(name);
      return new EnvironmentVariables(inherited, changed, left);
    }

    private static void checkName(String name) {
      String _ = NativeText.check("the name of a variable", name);
      if (name.isEmpty() || name.contains("=")) {
        throw new IllegalArgumentException(
            "'" + name + "' cannot be the name of a variable: it must not be empty or contain '='");
      }
    }
  }

  /**
   * How a process ended.
   *
   * @param signalled whether a signal ended it
   * @param number the number of that signal, or else the exit status
   */
  record ProcessEnd(boolean signalled, int number) {}

  /**
   * A process that was started, and our ends of its pipes.
   *
   * @param process the handle to wait for it, to signal it, and to {@link Close}
   * @param id its process id
   * @param input the pipe to its standard input, for {@link Send}; null if that is not a pipe
   * @param output the pipe from its standard output, for {@link Receive}; null if that is not a
   *     pipe
   * @param error the pipe from its standard error, for {@link Receive}; null if that is not a pipe
   */
  record StartedProcess(
      Handle process,
      long id,
      @Nullable Handle input,
      @Nullable Handle output,
      @Nullable Handle error) {}
}
