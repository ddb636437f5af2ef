package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Environment;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NativeText;
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
 *
 * <p>For the system all these are bytes, which need not be text: strings are {@link NativeText},
 * paths are passed as their bytes, and what is inherited is passed unchanged. A string that the
 * system would get changed, such as one with a character 0 in it, is refused where it is given.
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
   * @throws IllegalArgumentException if the program has no name, or a text cannot be passed
   *     unchanged: see {@link NativeText#check}
   */
  public static Command of(String program, String... arguments) {
    var words = new ArrayList<String>();
    words.add(program);
    words.addAll(List.of(arguments));
    var pipe = new Redirection.Pipe();
    return new Command(
        new StartProcess(words, Environment.ours(), null, false, pipe, pipe, pipe), DEFAULT_GRACE);
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
   * @throws IllegalArgumentException if the name is empty or contains {@code =}, or one of them
   *     cannot be passed unchanged: see {@link NativeText#check}
   */
  public Command environment(String name, String value) {
    return with(asked.environment().with(name, value));
  }

  /**
   * Leaves a variable out of its environment.
   *
   * @param name its name; one that is not there is harmless
   * @return the changed copy
   * @throws IllegalArgumentException if it cannot be a name
   */
  public Command withoutEnvironment(String name) {
    return with(asked.environment().without(name));
  }

  /**
   * Sets all of its environment; nothing is inherited. A value that is the same as {@link
   * System#getenv} has it is passed with the bytes that it has there.
   *
   * @param variables values by name
   * @return the changed copy
   * @throws IllegalArgumentException if a name is empty or contains {@code =}, or a name or a value
   *     cannot be passed unchanged: see {@link NativeText#check}
   */
  public Command environment(Map<String, String> variables) {
    return with(Environment.of(variables));
  }

  private Command with(Environment environment) {
    return with(
        environment,
        asked.directory(),
        asked.ownGroup(),
        asked.input(),
        asked.output(),
        asked.error());
  }

  /**
   * Lets it lead a process group: then signals, and its end by {@link RunningProcess#close}, reach
   * the children that it starts, also when it has ended itself; and Ctrl-C in our terminal does not
   * reach it.
   *
   * <p>Not portable: the nio kernel has no groups, and there the start fails with an {@link
   * UnsupportedOperationException} that says what to do. {@code gonzo kernels} shows which kernels
   * work here.
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
   * <p>Suspends; a checkpoint. A file that it reads or writes is opened before it starts, and a
   * FIFO holds up this task alone, until its other end is opened. Cancelled, it was not started.
   *
   * @return the process, to be closed
   * @throws IOException if it cannot be started; the message says why, and what to do
   * @throws dev.gonzo.TooManyOpenFilesException if no descriptors are left
   * @throws UnsupportedOperationException on the nio kernel, for a process group
   * @throws IllegalArgumentException on the nio kernel, for bytes that the JDK cannot pass
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
      Environment environment,
      @Nullable Path directory,
      boolean ownGroup,
      Redirection input,
      Redirection output,
      Redirection error) {
    return new Command(
        new StartProcess(asked.command(), environment, directory, ownGroup, input, output, error),
        grace);
  }

  @Override
  public String toString() {
    return String.join(" ", asked.command());
  }
}
