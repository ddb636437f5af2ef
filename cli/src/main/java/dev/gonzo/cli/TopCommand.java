package dev.gonzo.cli;

import dev.gonzo.cli.monitor.Target;
import dev.gonzo.cli.monitor.Top;
import dev.gonzo.report.Text;
import java.io.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo top}. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Shows the tasks of a running program in a terminal, as they change.",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:it was left with q or Ctrl-C",
      "1:there is no terminal, or the program cannot be looked into",
      "2:the command line is wrong",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo top 4711",
      "  gonzo top 4711 --name worker --delay 5",
      "",
      "In it, h lists the keys.",
    })
final class TopCommand implements Callable<Integer> {
  private static final int MOST_DELAY = 3_600;
  private static final int MOST_TASKS = 1_000_000;

  private final CommandLine gonzo;

  @Parameters(
      paramLabel = "PID|SOCKET",
      description = "The number of a JVM's process, or the path that it passes to Monitor.open.")
  private String program = "";

  @Option(
      names = {"-n", "--name"},
      paramLabel = "TEXT",
      description = "Only tasks whose names contain this.")
  private String name = "";

  @Option(
      names = {"-d", "--delay"},
      paramLabel = "SECONDS",
      description = "How long to wait between two looks, 1 without it.")
  private int delay = 1;

  @Option(
      names = {"-m", "--most"},
      paramLabel = "N",
      description = "How many tasks of each kernel, 100000 without it.")
  private int most = 100_000;

  TopCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    if (delay < 1 || delay > MOST_DELAY || most < 1 || most > MOST_TASKS) {
      gonzo
          .getErr()
          .println(
              "gonzo: --delay is from 1 to " + MOST_DELAY + ", and --most from 1 to " + MOST_TASKS);
      return Refusal.USAGE;
    }
    var console = System.console();
    if (!Optional.ofNullable(console).map(Console::isTerminal).orElse(false)) {
      gonzo
          .getErr()
          .println(
              "gonzo: top needs a terminal for its input and output; 'gonzo ps "
                  + Text.visible(program)
                  + "' prints the tasks once, for a file or a pipe");
      return Refusal.FAILURE;
    }
    try (var client = new Target(program).connect()) {
      Top.show(client, delay, most, name);
      return 0;
    } catch (IOException failure) {
      return Refusal.failed(gonzo.getErr(), failure);
    }
  }
}
