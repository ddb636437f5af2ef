package dev.gonzo.cli;

import dev.gonzo.cli.replay.child.ReplayStop;
import dev.gonzo.cli.replay.child.ReplayWatch;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The main class of the JVM in which {@code gonzo replay} runs the program again. */
public final class ReplayWorkerMain {
  private static final String THREAD = "gonzo-replay-";
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private ReplayWorkerMain() {}

  /**
   * Replays, and writes how that has ended into a file when the JVM ends: first the exit status of
   * the command, then the text.
   *
   * @param arguments the file for the verdict, the recording, the number of the kernel to watch,
   *     how many seconds to wait for other threads, the compiled program or the name of a class
   * @throws Exception if the recording cannot be read, or the program cannot be loaded
   */
  public static void main(String[] arguments) throws Exception {
    Path verdictFile = Path.of(arguments[0]);
    var recording = ReplayRecording.open(Path.of(arguments[1]));
    var watch = new ReplayWatch(Integer.parseInt(arguments[2]));
    Duration patience = Duration.ofSeconds(Long.parseLong(arguments[3]));
    ReplayedMain main = ReplayedMain.load(arguments[4], recording);
    var _ =
        Kernels.whenStarted(kernel -> {
          String name = Thread.currentThread().getName();
          if (name.startsWith(THREAD)) {
            watch.started(kernel, Integer.parseInt(name.substring(THREAD.length())));
          }
        });
    var options = ReplayOptions.DEFAULTS.withListener(watch).withPatience(patience);
    Replay replay = Replay.start(List.copyOf(recording.kernels()), options);
    endWithParent();
    var verdict = new Finish(replay, main.cut(), verdictFile);
    // Also if the program exits: it may have done so when it was recorded.
    Runtime.getRuntime().addShutdownHook(new Thread(verdict::write, "gonzo-verdict"));
    Thread program = new Thread(() -> run(main, replay), "main");
    program.setContextClassLoader(main.loader());
    program.start();
    while (!program.join(LOOK) || isOver(replay)) {
      if (isOver(replay)) {
        boolean _ = program.join(GRACE); // what it prints of its end
        verdict.write();
        System.out.flush();
        // A task that has called exit waits for the hooks, and its kernel does not run any more.
        Runtime.getRuntime().halt(0);
      }
    }
  }

  /**
   * Ends this JVM when the one that has started it ends, which keeps the pipe open until then. The
   * program gets no input by it: what it read was recorded.
   */
  private static void endWithParent() {
    InputStream pipe = System.in;
    System.setIn(InputStream.nullInputStream());
    Thread.ofPlatform()
        .daemon()
        .name("gonzo-replay-parent")
        .start(() -> {
          try {
            while (pipe.read() >= 0) {
              // only its end matters
            }
          } catch (IOException broken) {
            // then it has ended, too
          }
          Runtime.getRuntime().halt(ReplayVerdict.IMPOSSIBLE);
        });
  }

  private static boolean isOver(Replay replay) {
    return replay.results().stream().anyMatch(ReplayVerdict::isOver);
  }

  private static void run(ReplayedMain main, Replay replay) {
    try {
      main.call();
    } catch (Throwable failure) {
      // Where it diverges its kernel is abandoned, and run throws that.
      if (!isOver(replay)) {
        System.err.print("Exception in thread \"main\" " + main.cut().cut(failure));
      }
    }
  }

  /** Writes the verdict, once. The second caller waits for the first. */
  private static final class Finish {
    private final Replay replay;
    private final StackCut cut;
    private final Path file;
    private boolean isWritten; // guarded by this

    Finish(Replay replay, StackCut cut, Path file) {
      this.replay = replay;
      this.cut = cut;
      this.file = file;
    }

    synchronized void write() {
      if (isWritten) {
        return;
      }
      isWritten = true;
      awaitResults();
      ReplayVerdict verdict = ReplayVerdict.of(replay.results(), cut);
      try {
        verdict.write(file);
      } catch (IOException unwritable) {
        System.err.println("gonzo: the result cannot be written: " + unwritable.getMessage());
      }
      ReplayStop.ended(verdict.text());
    }

    /** A kernel whose task has called exit may be about to notice that the recording ends there. */
    private void awaitResults() {
      long deadline = System.nanoTime() + GRACE.toNanos();
      try {
        while (System.nanoTime() < deadline && hasOpenResult()) {
          Thread.sleep(SHORT);
        }
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean hasOpenResult() {
      return replay.results().stream().anyMatch(ReplayResult.NotReplayable.class::isInstance);
    }
  }
}
