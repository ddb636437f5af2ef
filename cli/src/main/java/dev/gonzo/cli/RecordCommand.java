package dev.gonzo.cli;

import dev.gonzo.monitor.client.RecordingRequest;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.format.RecordingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code gonzo record}. It only parses what to record; {@link Main} then runs it. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "Runs a program and records what happens in it, for gonzo replay.",
    customSynopsis = {
      "gonzo record [OPTION...] FILE.java [ARGUMENT...]",
      "        gonzo record --attach PID [OPTION...]",
    },
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the program ended",
      "1:it did not compile, has no main method, or failed; or the recording cannot be written",
      "2:the command line is wrong, or there is no such file",
      "130:Ctrl-C",
      "n:the status that the program passed to System.exit",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo record Server.java 25000",
      "  gonzo record -o last.recording --keep-last --max-size 64M Server.java",
      "  gonzo record --attach 4711 --for 30s        a program that runs already",
      "  gonzo recording Server.recording            show what happened",
      "  gonzo replay Server.recording               run it again",
      "",
      "A recording has all bytes that the program receives, passwords too. Only its",
      "owner can read it; do not give it to others.",
    })
final class RecordCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "RECORDING",
      description = "The directory to create. Without it, the program's name with .recording.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description =
          "How large it may become, such as 64M or 2G. At that size it ends. Default: 1G.")
  private String maxSize = "1G";

  @Option(
      names = "--keep-last",
      description = "Drop the oldest events at that size, to be shown and not replayed.")
  private boolean keepLast;

  @Option(
      names = "--without-data",
      description = "Leave out the bytes that are received, to be shown and not replayed.")
  private boolean withoutData;

  @Option(
      names = "--stacks",
      description = "Record the lines of the program at each trap. This takes microseconds each.")
  private boolean stacks;

  @Option(
      names = "--no-agent",
      description = "Do not record clocks, random numbers, variables and files that the JDK reads.")
  private boolean noAgent;

  @Option(
      names = "--attach",
      paramLabel = "PID",
      help = true, // no FILE.java is required
      description = "Record a program that runs already, to be shown and not replayed.")
  private Optional<String> attach = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "With --attach: how long, such as 30s or 5m. Without it, until Ctrl-C.")
  private Optional<String> time = Optional.empty();

  @Mixin private final ProgramOptions program = new ProgramOptions();

  private Optional<RecordRequest> request = Optional.empty();

  RecordCommand() {}

  /** {@return what to record; empty if another command, or only help, was requested} */
  Optional<RecordRequest> request() {
    return request;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      if (attach.isPresent()) {
        return attached(attach.get());
      }
      if (time.isPresent()) {
        throw new Refusal(Refusal.USAGE, "--for is for --attach: a program records to its end");
      }
      RunRequest run = program.request(Optional.empty(), false);
      Path recording =
          output.isPresent() ? SourceFile.named(output.get()) : Path.of(nameOf(run.file()));
      requireNew(recording);
      var options =
          RecorderOptions.DEFAULTS
              .withMaxBytes(bytes(maxSize))
              .withKeepLast(keepLast)
              .withData(!withoutData)
              .withPlaces(stacks);
      request = Optional.of(new RecordRequest(run, recording, options, !noAgent));
      return 0;
    } catch (Refusal refusal) {
      System.err.println("gonzo: " + refusal.sentence());
      return refusal.status();
    }
  }

  private static void requireNew(Path recording) throws Refusal {
    if (Files.exists(recording, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(
          Refusal.USAGE, recording + " exists already; remove it, or name another with --output");
    }
  }

  private int attached(String target) throws Refusal, InterruptedException {
    if (program.isNamed()) {
      throw new Refusal(
          Refusal.USAGE, "--attach records a program that runs already: leave FILE.java out");
    }
    Path recording =
        output.isPresent()
            ? SourceFile.named(output.get())
            : Path.of("process-%s.recording".formatted(target.replaceAll("\\W+", "-")));
    requireNew(recording);
    var request =
        new RecordingRequest(
            recording.toAbsolutePath(), bytes(maxSize), keepLast, !withoutData, stacks);
    Optional<Duration> limit =
        time.isPresent() ? Optional.of(duration(time.get())) : Optional.empty();
    try {
      AttachedRecording.record(target, request, limit);
      return 0;
    } catch (IOException refused) {
      throw new Refusal(Refusal.FAILURE, String.valueOf(refused.getMessage()));
    }
  }

  /** A time with its unit: ms, s, m or h. */
  static Duration duration(String text) throws Refusal {
    Matcher matcher = Pattern.compile("(\\d{1,9})(ms|s|m|h)").matcher(text);
    if (!matcher.matches()) {
      throw new Refusal(Refusal.USAGE, "'" + text + "' is no time; give one such as 30s or 5m");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static String nameOf(Path program) {
    return String.valueOf(program.getFileName()).replaceAll("\\.java$", "") + ".recording";
  }

  /** A number of bytes, with K, M or G behind it. */
  static long bytes(String text) throws Refusal {
    int unit =
        text.isEmpty() ? -1 : "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
    try {
      String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
      long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1)));
      if (bytes >= RecordingFiles.LEAST_BYTES) {
        return bytes;
      }
    } catch (ArithmeticException | NumberFormatException wrong) {
      // refused below
    }
    throw new Refusal(
        Refusal.USAGE,
        "'" + text + "' is no size of a recording; give 64K or more, such as 64M or 2G");
  }
}
