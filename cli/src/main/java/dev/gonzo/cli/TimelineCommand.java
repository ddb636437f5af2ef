package dev.gonzo.cli;

import dev.gonzo.cli.history.NotATraceException;
import dev.gonzo.cli.history.Timeline;
import dev.gonzo.cli.perfetto.HistoryTimeline;
import dev.gonzo.cli.perfetto.RecordingTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    header = {
      "Draws a simulated history as one HTML file, for any browser; or a history, or a",
      "recording of the JDK's Flight Recorder, for https://ui.perfetto.dev.",
    },
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Trace|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the timeline was written",
      "1:it could not be written",
      "2:the command line is wrong, or the file is neither a trace nor a recording",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo sim Store.java --seed 1 --trace store.trace",
      "  gonzo timeline store.trace              writes store.html",
      "  gonzo timeline store.trace -o a.html",
      "  gonzo timeline store.trace --format perfetto   writes store.pftrace",
      "  gonzo timeline recording.jfr                   writes recording.pftrace",
    })
final class TimelineCommand implements Callable<Integer> {
  private static final String NO_EVENTS =
      " has no events of Gonzo, so there is nothing to draw; docs/jfr.md says how to record them";

  private final CommandLine gonzo;

  @Parameters(
      paramLabel = "TRACE",
      description =
          "A file that gonzo sim --trace has written, or a recording of a JVM, as java"
              + " -XX:StartFlightRecording and jcmd PID JFR.dump write it.")
  private String trace = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "The file to write. Without it, the trace's name with .html or .pftrace at its end.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "html, a page for any browser; or perfetto, for https://ui.perfetto.dev. A recording is"
              + " always drawn for Perfetto.")
  private Optional<TimelineFormat> format = Optional.empty();

  TimelineCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    try {
      Path file = Traces.existing(trace);
      boolean isRecording = RecordingTimeline.isRecording(file);
      TimelineFormat wanted =
          format.orElse(isRecording ? TimelineFormat.perfetto : TimelineFormat.html);
      if (isRecording && wanted == TimelineFormat.html) {
        throw new Refusal(
            Refusal.USAGE,
            file + " is a recording, which is drawn for Perfetto only: leave out --format html");
      }
      Path written = output.isPresent() ? SourceFile.named(output.get()) : besides(file, wanted);
      OutputFile.check(written);
      if (Files.exists(written) && Files.isSameFile(file, written)) {
        throw new Refusal(
            Refusal.USAGE, written + " is the file to be drawn: name another with --output");
      }
      long events = draw(file, isRecording, wanted, written);
      gonzo
          .getOut()
          .printf(
              "%,d events are in %s: open it %s%n",
              events,
              written,
              wanted == TimelineFormat.html ? "in a browser" : "on https://ui.perfetto.dev");
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

  private static long draw(Path file, boolean isRecording, TimelineFormat format, Path output)
      throws IOException, Refusal {
    boolean isNew = Files.notExists(output, LinkOption.NOFOLLOW_LINKS);
    boolean isWhole = false;
    try {
      long events =
          isRecording
              ? RecordingTimeline.write(file, output)
              : format == TimelineFormat.perfetto
                  ? HistoryTimeline.write(file, output)
                  : Timeline.write(file, output);
      if (events == 0) {
        throw new Refusal(Refusal.USAGE, file + NO_EVENTS);
      }
      isWhole = true;
      return events;
    } finally {
      if (!isWhole && isNew) { // another may be a device, such as /dev/null
        Files.deleteIfExists(output);
      }
    }
  }

  private static Path besides(Path trace, TimelineFormat format) {
    String name = String.valueOf(trace.getFileName());
    return trace.resolveSibling(name.replaceAll("\\.(trace|txt|jfr)$", "") + format.ending());
  }
}
