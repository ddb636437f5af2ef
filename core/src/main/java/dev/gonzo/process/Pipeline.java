package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.StartedProcess;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Programs of which each reads what the one before it writes: {@code a | b | c}, without a shell.
 *
 * <pre>{@code
 * var count = Command.of("sort", "-u").pipeTo(Command.of("wc", "-l"));
 * try (var running = count.start()) {
 *   print(running.communicate(words, 100).outputText());
 * }
 * }</pre>
 *
 * <p>Immutable. The pipes between them are the system's, and none of their ends stays open here.
 */
public final class Pipeline {
  private final List<Command> commands;

  Pipeline(List<Command> commands) {
    this.commands = commands;
  }

  /**
   * Lets another program read what the last one writes.
   *
   * @param next the other one
   * @return all of them
   * @throws IllegalArgumentException if the output of the last one, or the input of the other, was
   *     said to be something else
   */
  public Pipeline pipeTo(Command next) {
    if (!(commands.getLast().asked().output() instanceof Redirection.Pipe)) {
      throw new IllegalArgumentException(
          "the output of " + commands.getLast() + " goes elsewhere: nothing is left to pipe");
    }
    if (!(next.asked().input() instanceof Redirection.Pipe)) {
      throw new IllegalArgumentException(
          "the input of " + next + " comes from elsewhere: it cannot read a pipe too");
    }
    var all = new ArrayList<>(commands);
    all.add(next);
    return new Pipeline(List.copyOf(all));
  }

  /**
   * Starts all of them, from the first to the last. If one cannot be started, those before it are
   * ended.
   *
   * <p>Suspends where a start does; a checkpoint.
   *
   * @return the processes, to be closed
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
        between = null; // it is that process's now
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
