package dev.gonzo.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code gonzo completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Prints a script that makes bash and zsh complete gonzo's commands and options.",
    synopsisHeading = "%n@|bold Usage|@  ",
    optionListHeading = "%n@|bold Options|@%n",
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      " source <(gonzo completion) for this shell",
      "  echo 'source <(gonzo completion)' >> ~/.bashrc  for every new one",
    })
final class CompletionCommand implements Runnable {
  private final CommandLine gonzo;

  CompletionCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public void run() {
    gonzo.getOut().println(AutoComplete.bash("gonzo", gonzo));
    gonzo.getOut().flush();
  }
}
