package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of programs, {@code a | b | c}, without a shell: each reads the output of the previous
 * one.
 *
 * <pre>{@code
 * var count = Command.of("sort", "-u").pipeTo(Command.of("wc", "-l"));
 * try (var running = count.start()) {
 *   print(running.communicate(words, 100).outputText());
 * }
 * }</pre>
 *
 * <p>Immutable. The programs are connected by pipes of the operating system, of which no end stays
 * open in this process.
 */
public final class Pipeline {
  private final List<Command> commands;

  Pipeline(List<Command> commands) {
    this.commands = commands;
  }

  /**
   * Adds a program that reads the output of the last one.
   *
   * @param next the program to add
   * @return the longer pipeline
   * @throws IllegalArgumentException if the output of the last program or the input of the new one
   *     was redirected
   */
  public Pipeline pipeTo(Command next) {
    if (!(commands.getLast().asked().output() instanceof Redirection.Pipe)) {
      throw new IllegalArgumentException(
          "the output of " + commands.getLast() + " is redirected, so it cannot be piped");
    }
    if (!(next.asked().input() instanceof Redirection.Pipe)) {
      throw new IllegalArgumentException(
          "the input of " + next + " is redirected, so it cannot read a pipe");
    }
    var all = new ArrayList<>(commands);
    all.add(next);
    return new Pipeline(List.copyOf(all));
  }

  /**
   * Starts all programs, from the first to the last. If one cannot be started, those before it are
   * ended.
   *
   * <p>Suspends where a start does; a checkpoint.
   *
   * @return the processes; close it
   * @throws IOException if one cannot be started
   * @throws dev.gonzo.trap.UnsupportedTrapException on a kernel without processes
   */
  @Async
  public RunningPipeline start() throws IOException {
    var running = new ArrayList<RunningProcess>();
    Handle between = null;
    try {
      for (Command command : commands) {
        StartedProcess started = Coroutine.trap(command.reading(between));
        between = null; // now owned by that process
        if (running.size() == commands.size() - 1) {
          running.add(command.running(started));
        } else {
          between = Objects.requireNonNull(started.output());
          running.add(command.running(withoutOutput(started)));
        }
      }
      return new RunningPipeline(running);
    } catch (Throwable failure) {
      giveBack(between, running, failure);
      throw failure;
    }
  }

  private static StartedProcess withoutOutput(StartedProcess started) {
    return new StartedProcess(
        started.process(), started.id(), started.input(), null, started.error());
  }

  private static void giveBack(
      @Nullable Handle between, List<RunningProcess> running, Throwable failure) {
    try (var begun = new RunningPipeline(running)) {
      begun.giveUp();
      if (between != null) {
        Trap<@Nullable Void> close = new Close(between);
        Coroutine.trap(close);
      }
    } catch (IOException another) {
      failure.addSuppressed(another);
    }
  }

  @Override
  public String toString() {
    return commands.stream().map(Command::toString).collect(Collectors.joining(" | "));
  }
}
