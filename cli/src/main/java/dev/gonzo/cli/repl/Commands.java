package dev.gonzo.cli.repl;

import dev.gonzo.cli.repl.Session.Next;
import dev.gonzo.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The commands of a session. Each may be shortened, as long as it is clear which is meant. */
final class Commands {
  private static final int NAME_COLUMN = 22;

  private final Session session;
  private final List<Command> all = new ArrayList<>();

  Commands(Session session) {
    this.session = session;
    all.addAll(new TaskCommands(session).all());
    all.addAll(new SnippetCommands(session).all());
    all.addAll(new FileCommands(session).all());
    all.add(
        new Command("/reset", "", "end all tasks, forget all snippets, begin again", _ -> reset()));
    all.add(new Command("/help", "[COMMAND]", "show the commands", this::help));
    all.add(new Command("/exit", "[STATUS]", "end the session, as Ctrl-D does", this::exit));
  }

  /** {@return the names, with the slash} */
  List<String> names() {
    return all.stream().map(Command::name).toList();
  }

  /** Runs a line that begins with a slash. */
  Next run(String line) {
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : line.substring(space + 1).strip();
    List<Command> found = found(name.equals("/?") ? "/help" : name);
    if (found.size() == 1) {
      return found.getFirst().action().run(argument);
    }
    session
        .output()
        .error(
            found.isEmpty()
                ? "|  there is no command " + Text.visible(name) + "; /help lists them"
                : "|  " + name + " may be " + joined(found) + "; type one more letter");
    return Next.FAILED;
  }

  private List<Command> found(String name) {
    List<Command> exact = all.stream().filter(one -> one.name().equals(name)).toList();
    return exact.isEmpty()
        ? all.stream().filter(one -> one.name().startsWith(name)).toList()
        : exact;
  }

  private static String joined(List<Command> commands) {
    return commands.stream().map(Command::name).collect(Collectors.joining(" or "));
  }

  private Next reset() {
    session.reset();
    session.output().line("|  Everything is new: no tasks, no snippets.");
    return Next.GO_ON;
  }

  private Next help(String argument) {
    if (argument.isEmpty()) {
      intro();
      all.forEach(this::helpLine);
      return Next.GO_ON;
    }
    List<Command> found = found(argument.startsWith("/") ? argument : "/" + argument);
    if (found.isEmpty()) {
      session.output().error("|  there is no command " + Text.visible(argument));
      return Next.FAILED;
    }
    found.forEach(this::helpLine);
    return Next.GO_ON;
  }

  private void intro() {
    """
    Type Java: an expression, a statement, a declaration or an import. Each snippet runs as a task
    of one kernel that lives as long as the session, so it may call async methods:
      sleep(ofSeconds(1))
      var ticker = spawn("ticker", () -> { for (var t : every(ofSeconds(1))) IO.println(t); })
    Tab completes. Ctrl-C cancels the snippet, a second one ends the session; tasks in the
    background go on. Ctrl-D ends the session: its tasks are cancelled, its sockets closed.\
    """
        .lines()
        .forEach(line -> session.output().line("|  " + line));
    session.output().line("|");
  }

  private void helpLine(Command command) {
    String name = (command.name() + " " + command.arguments()).strip();
    session.output().line("|  " + name + " ".repeat(NAME_COLUMN - name.length()) + command.help());
  }

  private Next exit(String argument) {
    try {
      session.exit(argument.isEmpty() ? 0 : Integer.parseInt(argument));
      return Next.EXIT;
    } catch (NumberFormatException wrong) {
      session.output().error("|  the status is a number: /exit 1");
      return Next.FAILED;
    }
  }
}
