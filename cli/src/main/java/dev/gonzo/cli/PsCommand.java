package dev.gonzo.cli;

import dev.gonzo.cli.monitor.Ps;
import dev.gonzo.cli.monitor.Target;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo ps}. */
@Command(
    name = "ps",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Prints the tasks of a running program, and what they wait for.",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:each kernel has answered",
      "1:the program cannot be looked into, or a kernel does not answer",
      "2:the command line is wrong",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo ps                       which programs run kernels",
      "  gonzo ps 4711                  the tasks of one, as a tree",
      "  gonzo ps 4711 --name worker    those with \"worker\" in their names",
      "  gonzo ps 4711 --stacks --json  for other programs, a line for each task",
      "  gonzo ps /run/shop/monitor     by the socket that the program opens",
    })
final class PsCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  private final CommandLine gonzo;

  @Parameters(
      arity = "0..1",
      paramLabel = "PID|SOCKET",
      description = {
        "The number of a JVM's process, or the path that it passes to Monitor.open.",
        "Without it, the programs that run kernels are listed.",
      })
  private Optional<String> program = Optional.empty();

  @Option(
      names = {"-n", "--name"},
      paramLabel = "TEXT",
      description = "Only tasks whose names contain this.")
  private String name = "";

  @Option(
      names = {"-m", "--most"},
      paramLabel = "N",
      description = "How many tasks of each kernel, 1000 without it.")
  private int most = 1_000;

  @Option(
      names = {"-s", "--stacks"},
      description = "With the stack of each task.")
  private boolean stacks;

  @Option(names = "--json", description = "As JSON, one line for each task.")
  private boolean json;

  PsCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    if (most < 1 || most > MOST) {
      gonzo.getErr().println("gonzo: --most is from 1 to " + MOST + ", and not " + most);
      return Refusal.USAGE;
    }
    var ps = new Ps(gonzo.getOut(), new Ps.Options(most, name, stacks, json));
    try {
      if (program.isEmpty()) {
        ps.programs();
        return 0;
      }
      try (var client = new Target(program.get()).connect()) {
        return ps.tasks(client) ? 0 : Refusal.FAILURE;
      }
    } catch (IOException failure) {
      return Refusal.failed(gonzo.getErr(), failure);
    } finally {
      gonzo.getOut().flush();
    }
  }
}
