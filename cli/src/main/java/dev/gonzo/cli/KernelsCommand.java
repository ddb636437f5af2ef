package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code gonzo kernels}. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Shows which kernels and carriers work here, and why the others do not.",
    synopsisHeading = "%n@|bold Usage|@  ",
    optionListHeading = "%n@|bold Options|@%n",
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo kernels",
      "  gonzo run --kernel uring EchoServer.java 25000",
      "  gonzo run --kernel netty-epoll --carrier baton EchoServer.java 25000",
    })
final class KernelsCommand implements Runnable {
  private final CommandLine gonzo;

  KernelsCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public void run() {
    print("kernel", Kernels.names(), Kernels::whyUnavailable, Kernels::whatIsMissing);
    gonzo.getOut().println();
    print("carrier", Kernels.carriers(), Kernels::whyCarrierUnavailable, _ -> Optional.empty());
    gonzo.getOut().flush();
  }

  private void print(
      String title,
      List<String> names,
      Function<String, Optional<String>> whyUnavailable,
      Function<String, Optional<String>> whatIsMissing) {
    var bold = gonzo.getColorScheme().ansi();
    gonzo.getOut().println(bold.string("@|bold " + title + "|@"));
    for (String name : names) {
      String state =
          whyUnavailable.apply(name).map(reason -> "not here: " + reason).orElse("works here");
      String lack = whatIsMissing.apply(name).map(what -> ", without " + what).orElse("");
      gonzo.getOut().printf("  %-11s  %s%n", name, state + lack);
    }
  }
}
