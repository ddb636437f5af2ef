package dev.gonzo.cli;

import dev.gonzo.cli.repl.Output;
import dev.gonzo.cli.repl.ScriptRepl;
import dev.gonzo.cli.repl.Session;
import dev.gonzo.cli.repl.Settings;
import dev.gonzo.cli.repl.TerminalRepl;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code gonzo repl}. */
@Command(
    name = "repl",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "JShell with await: each snippet is a task of one kernel that lives on.",
    customSynopsis = "gonzo repl [OPTION...] [< SCRIPT]",
    synopsisHeading = "%n@|bold Usage|@  ",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the session ended",
      "1:a snippet or a command of a script failed, or no kernel could start",
      "2:the command line is wrong",
      "130:Ctrl-C twice",
      "n:the status of /exit, or one passed to System.exit",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo repl",
      "  gonzo repl --class-path 'lib/store.jar:classes' --startup store.jsh",
      "  echo 'Dns.resolve(\"localhost\")' | gonzo repl",
    })
final class ReplCommand implements Callable<Integer> {
  @Mixin private final KernelOption kernel = new KernelOption();

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "Jars and directories for the snippets, separated by colons.")
  private Optional<String> classPath = Optional.empty();

  @Option(
      names = "--startup",
      paramLabel = "FILE",
      description = "Snippets and commands to evaluate first, after the usual imports.")
  private Optional<Path> startup = Optional.empty();

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Where typed lines are kept, for this user only. Without it, in ~/.config.")
  private Optional<Path> history = Optional.empty();

  ReplCommand() {}

  @Override
  public Integer call() throws IOException {
    Optional<String> objection = objection();
    if (objection.isPresent()) {
      System.err.println("gonzo: " + objection.get());
      return Refusal.USAGE;
    }
    shortenWarnings();
    int status;
    try {
      status = isAtTerminal() ? TerminalRepl.run(this::open, history) : runScript();
    } catch (IllegalArgumentException | UnsupportedOperationException refused) {
      System.err.println("gonzo: " + refused.getMessage());
      return Refusal.FAILURE;
    }
    // Threads that snippets have started must not keep the process alive.
    System.exit(status);
    return status;
  }

  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it returns null again
  static boolean isAtTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  private Optional<String> objection() {
    return kernel
        .objection()
        .or(() -> classPath.flatMap(ReplCommand::missing))
        .or(() ->
            startup
                .filter(file -> !Files.isReadable(file))
                .map(file -> "--startup: there is no file " + file + " that can be read"));
  }

  private static Optional<String> missing(String classPath) {
    for (String part : classPath.split(File.pathSeparator, -1)) {
      if (!part.isEmpty() && !Files.exists(Path.of(part))) {
        return Optional.of(
            "--class-path: there is no "
                + part
                + "; check the path, its parts are separated by "
                + (File.pathSeparatorChar == ':' ? "colons" : "semicolons"));
      }
    }
    return Optional.empty();
  }

  /** One line for each, unless the user has chosen a format. */
  private static void shortenWarnings() {
    String format = "java.util.logging.SimpleFormatter.format";
    if (System.getProperty(format) == null) {
      System.setProperty(format, "|  %5$s%6$s%n");
    }
  }

  private Session open(Output output) {
    var cut = new StackCut(name -> name.startsWith("REPL."), "");
    return Session.open(new Settings(kernel.name(), classPath, startup, cut::cut), output);
  }

  private int runScript() throws IOException {
    var input = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    try (Session session = open(new Streams());
        var lines = new BufferedReader(new InputStreamReader(System.in, input))) {
      return ScriptRepl.run(session, lines);
    }
  }

  /** The process's own streams, for a script. */
  private record Streams() implements Output {
    @Override
    public void line(String text) {
      System.out.println(text);
    }

    @Override
    public void error(String text) {
      System.err.println(text);
    }
  }
}
