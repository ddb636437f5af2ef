package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code gonzo kernels}. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Tells which kernels work here, and why the others do not.",
    synopsisHeading = "%n@|bold Usage|@  ",
    optionListHeading = "%n@|bold Options|@%n",
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo kernels",
      "  gonzo run --kernel uring EchoServer.java 25000",
    })
final class KernelsCommand implements Runnable {
  private final CommandLine gonzo;

  KernelsCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public void run() {
    for (String name : Kernels.names()) {
      String state =
          Kernels.whyUnavailable(name).map(reason -> "not here: " + reason).orElse("works here");
      gonzo.getOut().printf("%-6s %s%n", name, state);
    }
    gonzo.getOut().flush();
  }
}
