package dev.gonzo.cli;

import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.format.EventLine;
import dev.gonzo.recorder.format.Printable;
import dev.gonzo.recorder.format.RecordingHeader;
import dev.gonzo.recorder.format.StreamReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo recording}. */
@Command(
    name = "recording",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "Shows what happened in a recorded program, event by event.",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Recording|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:it was shown",
      "1:it is damaged, or cannot be read",
      "2:the command line is wrong, or there is no such recording",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo recording Server.recording --from 100 --to 200",
      "  gonzo recording Server.recording --task main --data",
    })
final class RecordingCommand implements Callable<Integer> {
  private final CommandLine gonzo;

  @Parameters(paramLabel = "RECORDING", description = "What gonzo record has written.")
  private String recording = "";

  @Option(names = "--kernel", paramLabel = "N", description = "Only that kernel, from 1.")
  private Optional<Integer> kernel = Optional.empty();

  @Option(names = "--from", paramLabel = "N", description = "The first event to show, from 1.")
  private long from = 1;

  @Option(names = "--to", paramLabel = "N", description = "The last event to show.")
  private long to = Long.MAX_VALUE;

  @Option(names = "--task", paramLabel = "NAME", description = "Only events of tasks of that name.")
  private Optional<String> task = Optional.empty();

  @Option(names = "--data", description = "Show the bytes that were received, as text.")
  private boolean data;

  @Option(
      names = "--show-secrets",
      description = "Show what looks like a password, a key or a token; without it there is ***.")
  private boolean showSecrets;

  RecordingCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  @Override
  public Integer call() {
    try {
      Recording opened = Recording.open(SourceFile.named(recording));
      if (kernel.isPresent() && (kernel.get() < 1 || kernel.get() > opened.streams().size())) {
        throw new Refusal(
            Refusal.USAGE,
            "--kernel %d: the recording has %d".formatted(kernel.get(), opened.streams().size()));
      }
      PrintWriter out = gonzo.getOut();
      header(opened, out);
      boolean complete = true;
      for (Recording.Stream stream : opened.streams()) {
        if (kernel.isEmpty() || kernel.get() == stream.number()) {
          complete &= show(stream, out);
        }
        if (out.checkError()) {
          return Refusal.FAILURE; // the reader of a pipe has gone
        }
      }
      return complete ? 0 : Refusal.FAILURE;
    } catch (Refusal refusal) {
      gonzo.getErr().println("gonzo: " + refusal.sentence());
      return refusal.status();
    } catch (NoSuchFileException missing) {
      gonzo.getErr().println("gonzo: there is no recording " + missing.getFile());
      return Refusal.USAGE;
    } catch (IOException failure) {
      gonzo.getErr().println("gonzo: " + Printable.of(Traces.reason(failure)));
      return Refusal.FAILURE;
    }
  }

  private static void header(Recording opened, PrintWriter out) {
    RecordingHeader header = opened.header();
    out.println(
        Printable.of(
            "%s, recorded %s on Java %s, %d %s"
                .formatted(
                    header.program().isEmpty() ? "a program" : header.program(),
                    header.begun(),
                    header.jvm(),
                    opened.streams().size(),
                    opened.streams().size() == 1 ? "kernel" : "kernels")));
    opened.whyNotReplayable().ifPresent(why -> out.println("not replayable: " + why));
    opened.notes().forEach(note -> out.println("note: " + note));
  }

  private boolean show(Recording.Stream stream, PrintWriter out) {
    StreamReader reader = stream.reader();
    String name = reader.kernelName();
    out.printf("%nkernel %d %s%n", stream.number(), Printable.of(name));
    var lines = new EventLine(data, showSecrets);
    while (reader.hasNext() && reader.number() < to && !out.checkError()) {
      Event event = reader.next();
      String line = lines.of(event);
      String of = lines.task(event);
      if (reader.number() >= from && task.map(of::equals).orElse(true)) {
        out.printf("%8d %-20s %s%n", reader.number(), Printable.of(of), line);
        String place = reader.place();
        if (place != null && !place.isEmpty()) {
          place.lines().forEach(one -> out.printf("%31sat %s%n", "", Printable.of(one)));
        }
      }
    }
    if (reader.hasNext()) {
      return true; // the rest was not asked for
    }
    if (!reader.ending().isEmpty()) {
      out.println(Printable.of(reader.ending()));
    }
    return !reader.isDamaged();
  }
}
