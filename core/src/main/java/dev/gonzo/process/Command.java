package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program to start, with its arguments and environment. No shell is involved, so no character in
 * them has a special meaning.
 *
 * <pre>{@code
 * try (var wc = Command.of("wc", "-l").start()) {
 *   print(wc.communicate(text.getBytes(), 1_000).outputText());
 * }
 * }</pre>
 *
 * <p>Immutable: each method returns a changed copy. The three standard streams are pipes by
 * default.
 *
 * <p>For the operating system all of these are bytes, which need not be text: strings are {@link
 * NativeText}, paths are passed as their bytes, and inherited values are passed unchanged. A string
 * that cannot be passed unchanged, such as one with a NUL character, is refused at once.
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
   * Creates a command that inherits the environment and the working directory of this process.
   *
   * @param program the program; searched in {@code PATH} if it has no slash
   * @param arguments its arguments
   * @return the command
   * @throws IllegalArgumentException if the program's name is empty, or a string cannot be passed
   *     unchanged, see {@link NativeText#check}
   */
  public static Command of(String program, String... arguments) {
    var words = new ArrayList<String>();
    words.add(program);
    words.addAll(List.of(arguments));
    var pipe = new Redirection.Pipe();
    return new Command(
        new StartProcess(words, EnvironmentVariables.ours(), null, false, pipe, pipe, pipe),
        DEFAULT_GRACE);
  }

  /**
   * Sets the working directory.
   *
   * @param directory the directory; a relative program name with a slash is resolved against it
   * @return the changed copy
   */
  public Command withDirectory(Path directory) {
    return with(
        asked.environment(),
        directory,
        asked.ownGroup(),
        asked.input(),
        asked.output(),
        asked.error());
  }

  /**
   * Sets an environment variable.
   *
   * @param name its name
   * @param value its value
   * @return the changed copy
   * @throws IllegalArgumentException if the name is empty or contains {@code =}, or one of them
   *     cannot be passed unchanged, see {@link NativeText#check}
   */
  public Command withEnvironment(String name, String value) {
    return with(asked.environment().with(name, value));
  }

  /**
   * Removes an environment variable.
   *
   * @param name its name; without effect if the variable is not set
   * @return the changed copy
   * @throws IllegalArgumentException if it is not a valid name
   */
  public Command withoutEnvironment(String name) {
    return with(asked.environment().without(name));
  }

  /**
   * Sets the whole environment; nothing is inherited. If a value is equal to that of {@link
   * System#getenv}, the original bytes are passed.
   *
   * @param variables the values by name
   * @return the changed copy
   * @throws IllegalArgumentException if a name is empty or contains {@code =}, or a name or a value
   *     cannot be passed unchanged, see {@link NativeText#check}
   */
  public Command withEnvironment(Map<String, String> variables) {
    return with(EnvironmentVariables.of(variables));
  }

  private Command with(EnvironmentVariables environment) {
    return with(
        environment,
        asked.directory(),
        asked.ownGroup(),
        asked.input(),
        asked.output(),
        asked.error());
  }

  /**
   * Makes the process the leader of a process group. Then signals and {@link RunningProcess#close}
   * also reach its children, even after the process itself has ended, and Ctrl-C in the terminal
   * does not reach it.
   *
   * <p>Not portable: the nio kernel has no process groups, so there the start throws an {@link
   * UnsupportedOperationException} that says what to do. {@code gonzo kernels} shows which kernels
   * work on this machine.
   *
   * @return the changed copy
   */
  public Command withProcessGroup() {
    return with(
        asked.environment(), asked.directory(), true, asked.input(), asked.output(), asked.error());
  }

  /**
   * Redirects its standard input.
   *
   * @param input where it reads from
   * @return the changed copy
   * @throws IllegalArgumentException if that is only for outputs
   */
  public Command withInput(Redirection input) {
    if (input instanceof Redirection.ToFile || input instanceof Redirection.WithOutput) {
      throw new IllegalArgumentException("the standard input cannot be " + input);
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
   * Redirects its standard output.
   *
   * @param output where it writes to
   * @return the changed copy
   * @throws IllegalArgumentException if that is only for the input
   */
  public Command withOutput(Redirection output) {
    if (isInput(output) || output instanceof Redirection.WithOutput) {
      throw new IllegalArgumentException("the standard output cannot be " + output);
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
   * Redirects its standard error.
   *
   * @param error where it writes to; {@link Redirection.WithOutput} merges it into the output
   * @return the changed copy
   * @throws IllegalArgumentException if that is only for the input
   */
  public Command withError(Redirection error) {
    if (isInput(error)) {
      throw new IllegalArgumentException("the standard error cannot be " + error);
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
   * Sets the grace period: how long the process may take to end after it was asked to, before it is
   * killed. The default is five seconds.
   *
   * @param grace the grace period, zero or more
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public Command withGrace(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace period must be zero or more, got " + grace);
    }
    return new Command(asked, grace);
  }

  /**
   * Starts the process.
   *
   * <p>Suspends; a checkpoint. Files for its standard streams are opened before it starts; opening
   * a FIFO suspends only this task, until the other end is opened. If it is cancelled, the process
   * was not started.
   *
   * @return the process; close it
   * @throws IOException if it cannot be started; the message says why and what to do
   * @throws dev.gonzo.TooManyOpenFilesException if no file descriptors are left
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
   * Connects the standard output of this program to the standard input of another one: {@code a |
   * b}. The bytes do not pass through this process.
   *
   * @param next the program that reads
   * @return both programs, to be started together
   * @throws IllegalArgumentException if the output of this program or the input of the other one
   *     was redirected
   */
  public Pipeline pipeTo(Command next) {
    return new Pipeline(List.of(this)).pipeTo(next);
  }

  StartProcess asked() {
    return asked;
  }

  /** The same start, but with the output of another process as its input. */
  StartProcess reading(@Nullable Handle output) {
    return output == null ? asked : withInput(new Redirection.FromPipe(output)).asked;
  }

  RunningProcess running(StartedProcess started) {
    try {
      return new RunningProcess(started, asked, grace);
    } catch (Throwable failure) {
      close(started); // the caller cannot
      throw failure;
    }
  }

  private static void close(StartedProcess started) {
    for (Handle handle :
        Arrays.asList(started.input(), started.output(), started.error(), started.process())) {
      if (handle != null) {
        Trap<@Nullable Void> close = new Close(handle);
        Coroutine.trap(close);
      }
    }
  }

  private Command with(
      EnvironmentVariables environment,
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
