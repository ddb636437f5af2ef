package dev.gonzo.cli;

import dev.gonzo.check.ColourFile;
import dev.gonzo.check.LibraryColours;
import dev.gonzo.report.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo colours}. */
@Command(
    name = "colours",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header =
        "Shows which methods of a library can suspend or block natively, from its class files.",
    customSynopsis = "gonzo colours LIBRARY [--update]",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Library|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:done",
      "1:the library cannot be read or written",
      "2:the command line is wrong, or there is no such file",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo colours lib/client.jar",
      "  gonzo colours target/classes --update",
      "  GONZO_CLASSPATH='lib/*' gonzo colours lib/client.jar",
    })
final class ColoursCommand implements Callable<Integer> {
  private final CommandLine gonzo;

  @Parameters(
      index = "0",
      paramLabel = "LIBRARY",
      description =
          "A jar, or a directory of class files. What it uses is looked up in GONZO_CLASSPATH.")
  private Path library = Path.of("");

  @Option(
      names = "--update",
      description =
          "Store the result in the library, as "
              + ColourFile.PATH
              + ", where the compiler plug-in finds it.")
  private boolean update;

  ColoursCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    if (Files.notExists(library)) {
      gonzo.getErr().println("gonzo: there is no file " + library + "; name a jar or a directory");
      return Refusal.USAGE;
    }
    try {
      var inferred = LibraryColours.infer(library, ClassLoader.getSystemClassLoader());
      for (String skipped : inferred.skipped()) {
        gonzo.getErr().println("gonzo: skipped " + Text.visibleLines(skipped));
      }
      if (update) {
        inferred.store(library);
      } else {
        gonzo.getOut().print(Text.visibleLines(inferred.colours().toString()));
      }
      gonzo.getOut().flush();
      gonzo.getErr().println("gonzo: " + summary(inferred));
      return 0;
    } catch (IOException e) {
      gonzo
          .getErr()
          .println("gonzo: " + library + ": " + Text.visibleLines(String.valueOf(e.getMessage())));
      return Refusal.FAILURE;
    }
  }

  private String summary(LibraryColours inferred) {
    return "%d %s: %d methods can suspend, %d can block natively%s"
        .formatted(
            inferred.classes(),
            inferred.classes() == 1 ? "class" : "classes",
            inferred.colours().suspending(),
            inferred.colours().blocking(),
            update ? "; stored in " + library : "");
  }
}
