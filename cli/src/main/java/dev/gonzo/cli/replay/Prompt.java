package dev.gonzo.cli.replay;

import java.io.IOException;
import java.util.Optional;

/** Reads commands and does them, until the input ends or the user leaves. */
final class Prompt {
  /** Where commands come from: a terminal, or a pipe. */
  interface Input extends AutoCloseable {
    /**
     * {@return the next line; empty at the end}
     *
     * @param prompt what is shown before it
     */
    Optional<String> read(String prompt) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final Session session;
  private final Commands commands;
  private final Input input;
  private final Screen screen;

  Prompt(Session session, Input input, Screen screen) {
    this.session = session;
    this.commands = new Commands(session, screen);
    this.input = input;
    this.screen = screen;
  }

  /**
   * Does the commands.
   *
   * @return whether each could be done
   */
  boolean run() throws IOException, InterruptedException {
    boolean allDone = true;
    while (true) {
      Optional<String> line = input.read(session.event() + "> ");
      if (line.isEmpty()) {
        return allDone;
      }
      try {
        if (!commands.run(line.get())) {
          return allDone;
        }
      } catch (CannotDoException refused) {
        screen.line(refused.sentence());
        allDone = false;
      }
    }
  }
}
