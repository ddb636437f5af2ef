package dev.gonzo.cli.repl;

/**
 * A command of the session.
 *
 * @param name its name, with the slash
 * @param arguments its arguments, for its help; empty if it takes none
 * @param help what it does, a line
 * @param action what runs it
 */
record Command(String name, String arguments, String help, Action action) {
  /** What a command does. */
  @FunctionalInterface
  interface Action {
    /**
     * Runs it, on the thread that evaluates.
     *
     * @param argument the rest of its line, without spaces around it; may be empty
     * @return what comes next
     */
    Session.Next run(String argument);
  }
}
