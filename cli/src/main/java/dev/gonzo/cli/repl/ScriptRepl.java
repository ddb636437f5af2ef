package dev.gonzo.cli.repl;

import dev.gonzo.cli.repl.Session.Next;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** A session whose input is a pipe or a file: it shows no prompt, and ends at the first failure. */
public final class ScriptRepl {
  private ScriptRepl() {}

  /**
   * Takes the lines of a script. Blocks, also in native code.
   *
   * @param session the session, which is not closed
   * @param lines the lines
   * @return the exit status: 1 if a snippet or a command has failed, else that of the session
   * @throws IOException if the script cannot be read
   */
  public static int run(Session session, BufferedReader lines) throws IOException {
    Next first = session.begin();
    if (first != Next.GO_ON) {
      return first == Next.FAILED ? 1 : session.status();
    }
    var collector = new LineCollector(session::isIncomplete);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Optional<String> input = collector.add(line);
      Next next = input.isPresent() ? session.take(input.get()) : Next.GO_ON;
      switch (next) {
        case FAILED -> {
          return 1;
        }
        case EXIT -> {
          return session.status();
        }
        case GO_ON -> {}
      }
    }
    Optional<String> rest = collector.rest();
    if (rest.isPresent() && session.take(rest.get()) == Next.FAILED) {
      return 1;
    }
    return session.status();
  }
}
