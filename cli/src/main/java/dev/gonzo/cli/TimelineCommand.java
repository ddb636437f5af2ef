package dev.gonzo.cli;

import dev.gonzo.cli.history.NotATraceException;
import dev.gonzo.cli.history.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo timeline}. */
@Command(
    name = "timeline",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Draws a simulated history as one HTML file, for any browser.",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Trace|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the timeline was written",
      "1:it could not be written",
      "2:the command line is wrong, or the file is not a trace",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo sim Store.java --seed 1 --trace store.trace",
      "  gonzo timeline store.trace              writes store.html",
      "  gonzo timeline store.trace -o a.html",
    })
final class TimelineCommand implements Callable<Integer> {
  private final CommandLine gonzo;

  @Parameters(paramLabel = "TRACE", description = "A file that gonzo sim --trace has written.")
  private String trace = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.html",
      description = "The file to write. Without it, the trace's name with .html at its end.")
  private Optional<String> output = Optional.empty();

  TimelineCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    try {
      Path file = Traces.existing(trace);
      Path html = output.isPresent() ? SourceFile.named(output.get()) : besides(file);
      OutputFile.check(html);
      long events = Timeline.write(file, html);
      gonzo.getOut().printf("%,d events are in %s: open it in a browser%n", events, html);
      gonzo.getOut().flush();
      return 0;
    } catch (Refusal refusal) {
      gonzo.getErr().println("gonzo: " + refusal.sentence());
      return refusal.status();
    } catch (IOException failure) {
      gonzo.getErr().println("gonzo: " + Traces.reason(failure));
      return failure instanceof NotATraceException ? Refusal.USAGE : Refusal.FAILURE;
    }
  }

  private static Path besides(Path trace) {
    String name = String.valueOf(trace.getFileName());
    return trace.resolveSibling(name.replaceAll("\\.(trace|txt)$", "") + ".html");
  }
}
