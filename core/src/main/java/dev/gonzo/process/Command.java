package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.StartProcess;
import dev.gonzo.trap.StartedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A program to be started, with its arguments; never by a shell, so that nothing in them means
 * anything but itself.
 *
 * <pre>{@code
 * try (var wc = Command.of("wc", "-l").start()) {
 *   print(wc.communicate(text.getBytes(), 1_000).outputText());
 * }
 * }</pre>
 *
 * <p>Immutable: each method answers a changed copy. The three standard streams are pipes unless
 * something else is said.
 */
public final class Command {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

  private final StartProcess asked;
  private final Duration grace;

  private Command(StartProcess asked, Duration grace) {
    this.asked = asked;
    this.grace = grace;
  }

  /**
   * Names a program, with our environment and directory.
   *
   * @param program looked for in our {@code PATH} if it has no slash
   * @param arguments what it is told
   * @return the command
   * @throws IllegalArgumentException if one contains the character 0, which ends it for the system
   */
  public static Command of(String program, String... arguments) {
    var words = new ArrayList<String>();
    words.add(program);
    words.addAll(List.of(arguments));
    words.forEach(Command::requireText);
    var pipe = new Redirection.Pipe();
    return new Command(
        new StartProcess(List.copyOf(words), System.getenv(), null, false, pipe, pipe, pipe),
        DEFAULT_GRACE);
  }

  /**
   * Lets it start in a directory.
   *
   * @param directory where; a program with a slash in its name is looked for from there
   * @return the changed copy
   */
  public Command directory(Path directory) {
    return with(
        asked.environment(),
        directory,
        asked.ownGroup(),
        asked.input(),
        asked.output(),
        asked.error());
  }

  /**
   * Sets a variable of its environment.
   *
   * @param name its name
   * @param value its value
   * @return the changed copy
   * @throws IllegalArgumentException if the name is empty or contains {@code =}
   */
  public Command environment(String name, String value) {
    requireText(value);
    requireText(name);
    if (name.isEmpty() || name.contains("=")) {
      throw new IllegalArgumentException("'" + name + "' cannot be the name of a variable");
    }
    var variables = new TreeMap<>(asked.environment());
    variables.put(name, value);
    return environment(variables);
  }

  /**
   * Sets all of its environment.
   *
   * @param variables values by name
   * @return the changed copy
   */
  public Command environment(Map<String, String> variables) {
    return with(
        Map.copyOf(variables),
        asked.directory(),
        asked.ownGroup(),
        asked.input(),
        asked.output(),
        asked.error());
  }

  /**
   * Lets it lead a process group: then signals, and its end by {@link RunningProcess#close}, reach
   * the children that it starts, and Ctrl-C in our terminal does not. On the nio kernel there are
   * no groups, and its start fails with an {@link UnsupportedOperationException}.
   *
   * @return the changed copy
   */
  public Command processGroup() {
    return with(
        asked.environment(), asked.directory(), true, asked.input(), asked.output(), asked.error());
  }

  /**
   * Says what its standard input is.
   *
   * @param input what
   * @return the changed copy
   * @throws IllegalArgumentException if that is an output
   */
  public Command input(Redirection input) {
    if (input instanceof Redirection.ToFile || input instanceof Redirection.WithOutput) {
      throw new IllegalArgumentException("a standard input cannot be " + input);
    }
    return with(
        asked.environment(),
        asked.directory(),
        asked.ownGroup(),
        input,
        asked.output(),
        asked.error());
  }

  /**
   * Says what its standard output is.
   *
   * @param output what
   * @return the changed copy
   * @throws IllegalArgumentException if that is an input
   */
  public Command output(Redirection output) {
    if (isInput(output) || output instanceof Redirection.WithOutput) {
      throw new IllegalArgumentException("a standard output cannot be " + output);
    }
    return with(
        asked.environment(),
        asked.directory(),
        asked.ownGroup(),
        asked.input(),
        output,
        asked.error());
  }

  /**
   * Says what its standard error is.
   *
   * @param error what; {@link Redirection.WithOutput} to merge it into the output
   * @return the changed copy
   * @throws IllegalArgumentException if that is an input
   */
  public Command error(Redirection error) {
    if (isInput(error)) {
      throw new IllegalArgumentException("a standard error cannot be " + error);
    }
    return with(
        asked.environment(),
        asked.directory(),
        asked.ownGroup(),
        asked.input(),
        asked.output(),
        error);
  }

  /**
   * Says how long it may take to end after it was told to, before it is killed. Five seconds unless
   * this says otherwise.
   *
   * @param grace how long, zero or more
   * @return the changed copy
   */
  public Command grace(Duration grace) {
    return new Command(asked, Objects.requireNonNull(grace));
  }

  /**
   * Starts it.
   *
   * <p>Suspends, if the kernel lets a thread start it; a checkpoint. Cancelled, it was not started.
   *
   * @return the process, to be closed
   * @throws IOException if it cannot be started: the program is not there, or may not be run
   * @throws dev.gonzo.trap.UnsupportedTrapException on a kernel without processes
   */
  @Async
  public RunningProcess start() throws IOException {
    return running(Coroutine.trap(asked));
  }

  private static boolean isInput(Redirection redirection) {
    return redirection instanceof Redirection.FromFile
        || redirection instanceof Redirection.FromPipe;
  }

  /**
   * Lets another program read what this one writes, without a detour through us: {@code a | b}.
   *
   * @param next the other one
   * @return both, to be started together
   * @throws IllegalArgumentException if the output of this one, or the input of the other, was said
   *     to be something else
   */
  public Pipeline pipeTo(Command next) {
    return new Pipeline(List.of(this)).pipeTo(next);
  }

  StartProcess asked() {
    return asked;
  }

  /** The same, but it reads what another process writes. */
  StartProcess reading(@Nullable Handle output) {
    return output == null ? asked : input(new Redirection.FromPipe(output)).asked;
  }

  RunningProcess running(StartedProcess started) {
    return new RunningProcess(started, asked, grace);
  }

  private Command with(
      Map<String, String> environment,
      @Nullable Path directory,
      boolean ownGroup,
      Redirection input,
      Redirection output,
      Redirection error) {
    return new Command(
        new StartProcess(asked.command(), environment, directory, ownGroup, input, output, error),
        grace);
  }

  private static void requireText(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + text + "' contains the character 0");
    }
  }

  @Override
  public String toString() {
    return String.join(" ", asked.command());
  }
}
