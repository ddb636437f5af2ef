package dev.gonzo.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The prompt of {@code gonzo replay}. */
public final class ReplayPrompt {
  private ReplayPrompt() {}

  /**
   * Where the prompt begins.
   *
   * @param to the event to go to at first; empty for the first break, or the first event
   * @param back whether to go one event less far
   * @param breaks places, as the prompt takes them
   */
  public record Start(Optional<Long> to, boolean back, List<String> breaks) {
    /** Copies the list. */
    public Start {
      breaks = List.copyOf(breaks);
    }
  }

  /**
   * Replays, and does the commands of a terminal or a pipe.
   *
   * @param program what is replayed
   * @param recorded its events
   * @param showsSecrets whether what looks like a secret is shown
   * @param start where it begins
   * @return whether each command of a pipe could be done; at a terminal it is always true
   * @throws CannotDoException if the replay cannot be started
   * @throws IOException if a file or the terminal fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static boolean run(
      ReplayProgram program, Recorded recorded, boolean showsSecrets, Start start)
      throws CannotDoException, IOException, InterruptedException {
    PrintStream out = System.out;
    Screen screen = out::println;
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    try (var session = new Session(program, recorded, new Secrets(showsSecrets), screen);
        Prompt.Input input =
            isTerminal
                ? TerminalInput.open()
                : new PipeInput(
                    new BufferedReader(new InputStreamReader(System.in, UTF_8)), screen)) {
      begin(session, new Commands(session, screen), start);
      return new Prompt(session, input, screen).run() || isTerminal;
    }
  }

  /**
   * Replays up to an event, and shows the stack of its task.
   *
   * @param program what is replayed
   * @param event the number of the event
   * @return the lines of the stack; none if the replay does not get there
   * @throws CannotDoException if the replay cannot be started
   * @throws IOException if a file fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static List<String> stack(ReplayProgram program, long event)
      throws CannotDoException, IOException, InterruptedException {
    try (Debuggee debuggee = Debuggee.start(program)) {
      return debuggee.run(event, Set.of()) instanceof Stop.AtEvent at
          ? new Frames(program.classes()::contains).lines(at.thread())
          : List.of();
    }
  }

  private static void begin(Session session, Commands commands, Start start)
      throws CannotDoException, IOException, InterruptedException {
    for (String place : start.breaks()) {
      boolean _ = commands.run("break " + place);
    }
    if (start.to().isPresent()) {
      session.moveTo(start.to().get() - (start.back() ? 1 : 0));
    } else if (!start.breaks().isEmpty() || start.back()) {
      session.proceed();
      if (start.back()) {
        session.back(1);
      }
    } else {
      session.step(1);
    }
  }
}
