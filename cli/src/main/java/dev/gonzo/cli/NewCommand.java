package dev.gonzo.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo new}. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Creates a Maven project with a program, a test and the JVM's flags.",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Project|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the project was created",
      "1:it could not be written",
      "2:the command line is wrong, or there is already something at PATH",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo new hello",
      "  gonzo new work/chat-server --package org.example.chat",
    })
final class NewCommand implements Callable<Integer> {
  private final CommandLine gonzo;

  @Parameters(
      paramLabel = "PATH",
      description = "A new or empty directory; its last part becomes the project's name.")
  private String path = "";

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "The Java package of the program. Without it, one named after the project.")
  private Optional<String> packageName = Optional.empty();

  NewCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() throws IOException {
    String version = VersionText.gonzoVersion();
    try {
      var project = NewProject.named(SourceFile.named(path), packageName, version);
      project.write();
      gonzo.getOut().print(project.nextSteps());
      gonzo.getOut().flush();
      return 0;
    } catch (Refusal refusal) {
      gonzo.getErr().println("gonzo: " + refusal.sentence());
      return refusal.status();
    }
  }
}
