package dev.gonzo.recorder;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.loop.run.KernelInstead;
import dev.gonzo.recorder.replay.ReadsOfReplay;
import dev.gonzo.recorder.replay.ReplayKernel;
import dev.gonzo.recorder.replay.SharedStepsOfReplay;
import dev.gonzo.wait.SharedSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program again from a recording: without its network, its disk, its other programs. While
 * it is open, each kernel that the program creates is one of the recorded ones, in the order in
 * which those began: its tasks get the turns, the answers and the time that were recorded, and what
 * they do is compared with the recording.
 *
 * <pre>{@code
 * try (var replay = Replay.begin(recording.kernels(), ReplayOptions.DEFAULTS)) {
 *   Server.main(arguments);
 *   System.out.println(replay.results());
 * }
 * }</pre>
 *
 * <p>One replay at a time in a JVM, on the carrier called scheduler. It does not suspend, and is
 * for ordinary threads.
 */
public final class Replay implements AutoCloseable {
  private static final AtomicBoolean OPEN = new AtomicBoolean();

  private final List<RecordedKernel> recorded;
  private final ReplayOptions options;
  private final SharedStepsOfReplay steps = new SharedStepsOfReplay();
  // Guarded by itself.
  private final List<ReplayKernel> begun = new ArrayList<>();

  private Replay(List<RecordedKernel> recorded, ReplayOptions options) {
    this.recorded = List.copyOf(recorded);
    this.options = options;
  }

  /**
   * Begins a replay: from now on the kernels of this JVM are the recorded ones.
   *
   * @param recorded what was recorded of each kernel, in the order in which they began
   * @param options how the program is replayed
   * @return the replay, to be closed
   * @throws IllegalStateException if there is another one in this JVM
   * @throws UnsupportedOperationException on the carrier called baton
   */
  public static Replay begin(List<RecordedKernel> recorded, ReplayOptions options) {
    if (!Kernels.carrier().equals("scheduler")) {
      throw new UnsupportedOperationException(
          "a replay needs the carrier called scheduler: start the JVM with the flags for it, as"
              + " docs/kernels.md lists them");
    }
    var replay = new Replay(recorded, options);
    if (!OPEN.compareAndSet(false, true)) {
      throw new IllegalStateException("there is another replay in this JVM: close it first");
    }
    SharedSteps.set(replay.steps);
    JdkReads.set(new ReadsOfReplay(replay.steps));
    KernelInstead.isFrom(replay::open);
    return replay;
  }

  private @Nullable Kernel open(String name) {
    synchronized (begun) {
      int number = begun.size();
      if (number == recorded.size()) {
        throw new IllegalStateException(
            "the program creates kernel %d, and only %d %s recorded"
                .formatted(number + 1, number, number == 1 ? "was" : "were"));
      }
      var kernel = new ReplayKernel(recorded.get(number), number, options, steps);
      begun.add(kernel);
      return kernel;
    }
  }

  /**
   * Returns how the kernels have ended, in order. One that was not created now, or has not ended,
   * is {@link ReplayResult.NotReplayable}.
   *
   * @return as many results as kernels were recorded
   */
  public List<ReplayResult> results() {
    synchronized (begun) {
      var results = new ArrayList<ReplayResult>();
      begun.forEach(kernel -> results.add(kernel.result()));
      while (results.size() < recorded.size()) {
        results.add(
            new ReplayResult.NotReplayable(1, "the program has not created this kernel again"));
      }
      return List.copyOf(results);
    }
  }

  /** Ends the replay: kernels that are created from now on are real ones again. */
  @Override
  public void close() {
    KernelInstead.isFrom(_ -> null);
    SharedSteps.set(null);
    JdkReads.set(null);
    OPEN.set(false);
  }
}
