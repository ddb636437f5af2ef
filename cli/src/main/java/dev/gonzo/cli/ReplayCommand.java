package dev.gonzo.cli;

import dev.gonzo.cli.jvm.TemporaryDirectory;
import dev.gonzo.cli.replay.CannotDoException;
import dev.gonzo.cli.replay.Recorded;
import dev.gonzo.cli.replay.ReplayProgram;
import dev.gonzo.cli.replay.ReplayPrompt;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.format.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code gonzo replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "Runs a recorded program again: without network, disk or database, and back in time.",
    customSynopsis = "gonzo replay RECORDING [OPTION...]",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Recording|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the program did what was recorded, or the prompt was left",
      "1:it did something else: the first difference is shown; or a command from a pipe failed",
      "2:it cannot be replayed, or the command line is wrong",
      "130:Ctrl-C",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo replay Server.recording                     run it again, and compare",
      "  gonzo replay Server.recording --to 120            a prompt at event 120",
      "  gonzo replay Server.recording --to 120 --back     at the event before it",
      "  gonzo replay Server.recording --break Receive     at the first Receive",
      "  echo tasks | gonzo replay Server.recording --to 9",
      "  gonzo replay Server.recording --debug             wait for the debugger of an IDE",
    })
final class ReplayCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 10;

  /** A prompt holds time, and with it the threads that a replay waits for. */
  private static final long PATIENCE_AT_PROMPT_SECONDS = 3_600;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RECORDING", description = "What gonzo record has written.")
  private String path = "";

  @Option(names = "--to", paramLabel = "K", description = "Stop after event K, and give a prompt.")
  private Optional<Long> to = Optional.empty();

  @Option(
      names = "--back",
      description =
          "Stop one event earlier: before the event of --to or --break, or at the last of all.")
  private boolean back;

  @Option(
      names = "--break",
      paramLabel = "PLACE",
      description = "Stop at a trap, a task or a FILE:LINE, and give a prompt. Can be repeated.")
  private List<String> breaks = new ArrayList<>();

  @Option(
      names = "--prompt",
      description = "Give a prompt at the first event; commands may also come from a pipe.")
  private boolean prompt;

  @Option(
      names = "--kernel",
      paramLabel = "N",
      description = "Whose events are counted, if the program has several kernels; 1 without it.")
  private int kernel = 1;

  @Option(
      names = "--source",
      paramLabel = "FILE.java",
      description = "The program, if its source file is no longer where it was.")
  private Optional<String> source = Optional.empty();

  @Option(
      names = "--show-secrets",
      description = "Show also what looks like a password, a token or a cookie.")
  private boolean showsSecrets;

  @Option(
      names = "--debug",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = "0",
      description =
          "Wait for a debugger on this port of 127.0.0.1; without PORT, on any that is free.")
  private Optional<Integer> debug = Optional.empty();

  ReplayCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try {
      check();
      Path recordingPath = SourceFile.named(path);
      var recording = ReplayRecording.open(recordingPath);
      if (kernel > recording.kernels().size()) {
        throw new Refusal(
            Refusal.USAGE,
            "--kernel %d: the recording has %d".formatted(kernel, recording.kernels().size()));
      }
      try (var directory = TemporaryDirectory.create("gonzo-replay")) {
        return replay(recording, recordingPath, directory);
      }
    } catch (IOException impossible) {
      System.err.println("gonzo: " + path + " cannot be replayed: " + impossible.getMessage());
      return ReplayVerdict.IMPOSSIBLE;
    } catch (CannotDoException refused) {
      System.err.println("gonzo: " + refused.getMessage());
      return ReplayVerdict.IMPOSSIBLE;
    } catch (Refusal refusal) {
      if (!refusal.sentence().isEmpty()) {
        System.err.println("gonzo: " + refusal.sentence());
      }
      return ReplayVerdict.IMPOSSIBLE;
    }
  }

  private void check() {
    require(to.orElse(0L) >= 0, "--to must not be negative");
    require(kernel >= 1, "--kernel counts from 1");
    require(debug.isEmpty() || !isPrompt(), "--debug is for a debugger, and has no prompt");
    require(
        debug.isEmpty() || (debug.get() >= 0 && debug.get() <= 65_535),
        "--debug takes a port from 0 to 65535");
  }

  private void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  private boolean isPrompt() {
    return prompt || to.isPresent() || back || !breaks.isEmpty();
  }

  private int replay(ReplayRecording recording, Path recordingPath, TemporaryDirectory directory)
      throws IOException, Refusal, CannotDoException, InterruptedException {
    var worker = ReplayWorker.prepare(recording, recordingPath, source, directory);
    if (!isPrompt()) {
      ReplayVerdict verdict = worker.run(debug, PATIENCE_SECONDS);
      if (verdict.differs() > 0 && debug.isEmpty()) {
        showOther(verdict, recording.kernels().get(verdict.kernel()), worker);
      }
      return verdict.status();
    }
    var watched = recording.kernels().get(kernel - 1);
    ReplayProgram program = worker.program(kernel - 1, PATIENCE_AT_PROMPT_SECONDS);
    var first = new ReplayPrompt.Start(to, back, breaks);
    return ReplayPrompt.run(program, new Recorded(watched, showsSecrets), showsSecrets, first)
        ? 0
        : ReplayVerdict.DIVERGED;
  }

  /** Shows the other stack: where the task was when the program last did what was recorded. */
  private void showOther(ReplayVerdict verdict, Recording.Stream kernel, ReplayWorker worker)
      throws IOException, CannotDoException, InterruptedException {
    Optional<String> place = kernel.place(verdict.differs());
    if (place.isPresent() && !place.get().isEmpty()) {
      System.out.println("recorded was");
      place.get().lines().forEach(line -> System.out.println("\tat " + Printable.of(line)));
    } else if (verdict.lastCommon() > 0) {
      System.out.println("the task was last as recorded at event " + verdict.lastCommon());
      ReplayProgram program = worker.program(verdict.kernel(), PATIENCE_SECONDS);
      ReplayPrompt.stack(program, verdict.lastCommon()).forEach(System.out::println);
    }
    System.out.println(
        "next: gonzo replay "
            + path
            + (verdict.kernel() == 0 ? "" : " --kernel " + (verdict.kernel() + 1))
            + source.map(file -> " --source " + file).orElse("")
            + " --to "
            + (verdict.differs() - 1));
  }
}
