package dev.gonzo.cli;

import dev.gonzo.cli.monitor.MonitorPage;
import dev.gonzo.cli.monitor.Target;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo monitor}. */
@Command(
    name = "monitor",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Shows a running program as a page in a browser.",
    description = {
      "%nThe page has the tasks as a tree, what they wait for and who holds that, and",
      "a timeline. It is served on this machine only, and needs the printed address,",
      "which has a secret in it. It changes nothing in the program.",
    },
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "1:the program cannot be looked into, or the port is taken",
      "2:the command line is wrong",
      "130:it was ended with Ctrl-C",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo monitor 4711",
      "  gonzo monitor 4711 --port 8123",
    })
final class MonitorCommand implements Callable<Integer> {
  private static final int MOST_PORT = 65_535;

  private final CommandLine gonzo;

  @Parameters(
      paramLabel = "PID|SOCKET",
      description = "The number of a JVM's process, or the path that it passes to Monitor.open.")
  private String program = "";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "The port on 127.0.0.1. Without it, one that is free.")
  private int port;

  MonitorCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    if (port < 0 || port > MOST_PORT) {
      gonzo.getErr().println("gonzo: --port is from 0 to " + MOST_PORT + ", and not " + port);
      return Refusal.USAGE;
    }
    try (var client = new Target(program).connect()) {
      MonitorPage.serve(
          client,
          port,
          address -> {
            gonzo.getOut().println("watching process " + client.pid() + ": open " + address);
            gonzo.getOut().flush();
          });
      return 0;
    } catch (IOException failure) {
      return Refusal.failed(gonzo.getErr(), failure);
    }
  }
}
