package dev.gonzo.cli;

import dev.gonzo.cli.history.Diff;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Shows the first event in which two simulated histories differ.",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Traces|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the histories have the same events",
      "1:they differ",
      "2:the command line is wrong, or a file is not a trace",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo sim Store.java --seed 1 --trace a.trace",
      "  gonzo sim Store.java --seed 2 --trace b.trace",
      "  gonzo diff a.trace b.trace",
    })
final class DiffCommand implements Callable<Integer> {
  private final CommandLine gonzo;

  @Parameters(
      index = "0",
      paramLabel = "TRACE",
      description = "A file that gonzo sim --trace has written.")
  private String one = "";

  @Parameters(index = "1", paramLabel = "OTHER", description = "Another one.")
  private String other = "";

  DiffCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    try {
      Path first = Traces.existing(one);
      Path second = Traces.existing(other);
      return new Diff(gonzo.getOut()).show(first, second) ? 0 : 1;
    } catch (IOException unreadable) {
      gonzo.getErr().println("gonzo: " + Traces.reason(unreadable));
      return Refusal.USAGE;
    } catch (Refusal refusal) {
      gonzo.getErr().println("gonzo: " + refusal.sentence());
      return refusal.status();
    }
  }
}
