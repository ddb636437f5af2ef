package dev.gonzo.recorder;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.loop.run.KernelInstead;
import dev.gonzo.recorder.replay.ReadsOfReplay;
import dev.gonzo.recorder.replay.ReplayKernels;
import dev.gonzo.recorder.replay.SharedStepsOfReplay;
import dev.gonzo.wait.SharedSteps;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a program again from a recording: without its network, its disk, its other programs. While
 * it is open, each kernel that {@link Kernels#of()} creates repeats a recorded one: the first that
 * a thread of the same name has run, and that was not repeated yet. Its tasks get the turns, the
 * answers and the time that were recorded, and what they do is compared with the recording.
 *
 * <pre>{@code
 * try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
 *   Server.main(arguments);
 *   System.out.println(replay.results());
 * }
 * }</pre>
 *
 * <p>One replay or recorder at a time in a JVM, on the carrier called scheduler. It does not
 * suspend, and is for ordinary threads.
 */
public final class Replay implements AutoCloseable {
  private final ReplayKernels kernels;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Replay(ReplayKernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Starts a replay: from now on the kernels of this JVM are the recorded ones. Reads the recording
   * to its end before that.
   *
   * @param recorded what was recorded of each kernel, in the order in which they began
   * @param options how the program is replayed
   * @return the replay, to be closed
   * @throws IllegalStateException if there is another one, or a recorder, in this JVM
   * @throws UnsupportedOperationException on the carrier called baton
   */
  public static Replay start(List<RecordedKernel> recorded, ReplayOptions options) {
    if (!Kernels.carrier().equals("scheduler")) {
      throw new UnsupportedOperationException(
          "a replay needs the carrier called scheduler: start the JVM with the flags for it, as"
              + " docs/kernels.md lists them");
    }
    JvmOwner.take("replay");
    try {
      var replay = new Replay(new ReplayKernels(recorded, options));
      SharedSteps.set(new SharedStepsOfReplay(replay.kernels));
      JdkReads.set(new ReadsOfReplay(replay.kernels));
      KernelInstead.isFrom(replay.kernels::create);
      return replay;
    } catch (RuntimeException | Error failed) {
      JvmOwner.giveBack();
      throw failed;
    }
  }

  /**
   * Returns how the kernels have ended, in order. One that was not run now, or has not ended, is
   * {@link ReplayResult.NotReplayable}.
   *
   * @return as many results as kernels were recorded
   */
  public List<ReplayResult> results() {
    return kernels.results();
  }

  /**
   * Ends the replay: kernels that are created from now on are real ones again. Without effect if it
   * is closed.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    KernelInstead.isFrom(_ -> null);
    SharedSteps.set(null);
    JdkReads.set(null);
    JvmOwner.giveBack();
  }
}
