package dev.gonzo.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code gonzo} itself, which only shows its help. */
@Command(
    name = "gonzo",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    headerHeading = "%n",
    header = "@|bold Gonzo|@: async for Java in straight lines. One method, run; the rest is Java.",
    synopsisHeading = "%n@|bold Usage|@  ",
    optionListHeading = "%n@|bold Options|@%n",
    commandListHeading = "%n@|bold Commands|@%n",
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo run Hello.java              compile Hello.java in memory and run it",
      "  gonzo run EchoServer.java 25000   pass arguments to the program",
      "  gonzo run --verbose Hello.java    say what was compiled, and for which kernel",
      "  gonzo run --trace Broken.java     show the whole stack of a failure",
      "  gonzo record Server.java          run a program, and record what happens in it",
      "  gonzo recording Server.recording  show what happened",
      "  gonzo replay Server.recording     run it again without its network, and back in time",
      "  gonzo sim Store.java --jobs 2     search simulated worlds for a failure",
      "  gonzo explore Bank.java           run every order of a small program's tasks",
      "  gonzo diff one.trace other.trace  find where two of their histories differ",
      "  gonzo timeline one.trace          draw a history for a browser",
      "  gonzo ps 4711                     which tasks a running program has",
      "  gonzo top 4711                    the same, in a terminal, as they change",
      "  gonzo monitor 4711                the same, as a page in a browser",
      "  gonzo durable list orders         the durable tasks in a journal",
      "  gonzo repl                        try Java and Gonzo line by line",
      "  gonzo colours lib/client.jar      see which methods of a library can suspend",
      "  gonzo new hello                   create a Maven project",
      "  source <(gonzo completion)        complete commands in bash and zsh",
      "",
      "A program is one file, and no build is needed:",
      "",
      "  @|faint import static dev.gonzo.Gonzo.*;|@",
      "",
      "  @|faint void main() throws Exception {|@",
      "  @|faint     run(() -> IO.println(\"Hello from a task\"));|@",
      "  @|faint }|@",
      "",
      "More about a command: @|bold gonzo help run|@",
    })
final class GonzoCommand {
  private GonzoCommand() {}

  /**
   * {@return the whole command line}
   *
   * @param run the command that parses what to run
   * @param record the command that parses what to record
   */
  static CommandLine commandLine(RunCommand run, RecordCommand record) {
    var gonzo = new CommandLine(new GonzoCommand());
    List.of(
            run,
            record,
            new RecordingCommand(gonzo),
            new SimCommand(),
            new ExploreCommand(),
            new ReplayCommand(),
            new DiffCommand(gonzo),
            new TimelineCommand(gonzo),
            new NewCommand(gonzo),
            new PsCommand(gonzo),
            new TopCommand(gonzo),
            new MonitorCommand(gonzo),
            new DurableCommand(gonzo),
            new ReplCommand(),
            new ColoursCommand(gonzo),
            new KernelsCommand(gonzo),
            new CompletionCommand(gonzo),
            new HelpCommand())
        .forEach(gonzo::addSubcommand);
    // Arguments of the program are passed on unchanged, even if they start with @ or -.
    gonzo.setExpandAtFiles(false);
    gonzo.setStopAtPositional(true);
    // But the options of the other commands may follow the path.
    gonzo
        .getSubcommands()
        .values()
        .forEach(command -> {
          Object parsed = command.getCommand();
          command.setStopAtPositional(parsed == run || parsed == record);
        });
    gonzo.setHelpFactory(PropertyHelp::new);
    gonzo.setParameterExceptionHandler(GonzoCommand::explain);
    return gonzo;
  }

  private static int explain(ParameterException problem, String[] arguments) {
    var command = problem.getCommandLine();
    if (arguments.length == 0) {
      command.usage(command.getErr());
      return Refusal.USAGE;
    }
    String name = command.getCommandSpec().qualifiedName();
    String advice = "Try '" + name + " --help'.";
    if (arguments[0].endsWith(".java")) {
      advice = "Did you mean 'gonzo run " + arguments[0] + "'?";
    }
    command.getErr().println("gonzo: " + problem.getMessage());
    UnmatchedArgumentException.printSuggestions(problem, command.getErr());
    command.getErr().println(advice);
    return Refusal.USAGE;
  }
}
