package dev.gonzo.recorder;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.RunningKernel.Observation;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.recorder.format.RecordingFiles;
import dev.gonzo.recorder.format.RecordingHeader;
import dev.gonzo.recorder.format.SegmentWriter;
import dev.gonzo.recorder.writing.KernelRecorder;
import dev.gonzo.recorder.writing.KernelRecorder.Start;
import dev.gonzo.recorder.writing.ReadsRecorder;
import dev.gonzo.recorder.writing.StepsRecorder;
import dev.gonzo.sim.SimulatorAgent;
import dev.gonzo.wait.SharedSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Records the kernels of this JVM: turns, traps, their answers with the bytes that were received,
 * deadlines, cancellations, and what comes from other threads. {@link Replay} runs the program
 * again from the recording, without its network, disk and databases.
 *
 * <pre>{@code
 * try (var recorder = Recorder.start(Path.of("server.recording"), RecorderOptions.DEFAULTS)) {
 *   Server.main(arguments);
 * }
 * }</pre>
 *
 * <p>What has happened is in the files at once, so that a recording of a program that was killed
 * can be read up to its last event. A recording has passwords and whatever else the program
 * receives: only its owner can read it.
 *
 * <p>It does not suspend, and is for ordinary threads. One recorder at a time in a JVM.
 */
public final class Recorder implements AutoCloseable {
  /** How long closing waits for the files to be closed. */
  private static final long CLOSE_MILLIS = 2_000;

  private final RecordingFiles files;
  private final RecorderOptions options;
  private final boolean fromMiddle;
  private final StepsRecorder kernels = new StepsRecorder();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Observation observation;

  private Recorder(RecordingFiles files, RecorderOptions options, boolean fromMiddle) {
    this.files = files;
    this.options = options;
    this.fromMiddle = fromMiddle;
  }

  /**
   * Records each kernel that starts from now on, from its first task on.
   *
   * @param recording the directory of the recording, which must not exist
   * @param options how it is recorded
   * @return the recorder, to be closed
   * @throws IOException if the recording cannot be created
   * @throws IllegalStateException if there is another recorder, or a replay, in this JVM
   * @throws IllegalArgumentException if the limit is too small
   */
  public static Recorder start(Path recording, RecorderOptions options) throws IOException {
    Recorder recorder = open(recording, options, false);
    recorder.observation = Kernels.whenStarted(recorder::begin);
    return recorder;
  }

  /**
   * Records a kernel that runs already, from its next turn on. Such a recording can be shown and
   * not replayed, because it lacks the beginning.
   *
   * @param kernel the kernel, one of {@link Kernels#running}
   * @param recording the directory of the recording, which must not exist
   * @param options how it is recorded
   * @return the recorder, to be closed
   * @throws IOException if the recording cannot be created, or has no room for its first file
   * @throws IllegalStateException if there is another recorder, or a replay, in this JVM
   * @throws IllegalArgumentException if the limit is too small, or it is not one of Gonzo's own
   *     kernels
   */
  public static Recorder attach(RunningKernel kernel, Path recording, RecorderOptions options)
      throws IOException {
    LoopKernel _ = LoopKernel.of(kernel); // refuses others before the directory is created
    return attach(List.of(kernel), recording, options);
  }

  /** Records several kernels that run already. */
  static Recorder attach(List<RunningKernel> running, Path recording, RecorderOptions options)
      throws IOException {
    Recorder recorder = open(recording, options, true);
    try {
      for (RunningKernel kernel : running) {
        if (recorder.record(kernel) == null) {
          throw new IOException(
              recording
                  + " could not be begun, because its first file could not be created: choose a"
                  + " directory with more free space");
        }
      }
      return recorder;
    } catch (IOException | RuntimeException | Error failed) {
      recorder.close();
      throw failed;
    }
  }

  private static Recorder open(Path recording, RecorderOptions options, boolean fromMiddle)
      throws IOException {
    JvmOwner.take("recorder");
    try {
      var header =
          new RecordingHeader(
              RecordingHeader.VERSION,
              options.program(),
              options.arguments(),
              options.hash(),
              Runtime.version().toString(),
              Instant.now(),
              options.withData(),
              options.withPlaces(),
              SimulatorAgent.isActive(),
              fromMiddle,
              options.keepLast());
      var files = new RecordingFiles(recording, header, options.maxBytes(), options.keepLast());
      var recorder = new Recorder(files, options, fromMiddle);
      SharedSteps.set(recorder.kernels);
      JdkReads.set(new ReadsRecorder(recorder.kernels, files::note));
      return recorder;
    } catch (IOException | RuntimeException | Error failed) {
      JvmOwner.giveBack();
      throw failed;
    }
  }

  /** On the thread of the kernel, before its first task. */
  private void begin(RunningKernel started) {
    LoopKernel kernel = LoopKernel.of(started);
    KernelRecorder recorder = record(started);
    if (recorder != null) {
      kernel.interventions().decideArrivals(recorder);
      if (closed.get()) {
        recorder.cut(); // close() may have come before this kernel was among those that it ends
      }
    }
  }

  private @Nullable KernelRecorder record(RunningKernel running) {
    SegmentWriter stream = files.newStream();
    if (stream == null) {
      return null; // the limit is reached, and was reported; or it is closed
    }
    var start =
        new Start(
            running.name(),
            Kernels.carrier(),
            fromMiddle,
            options.withData(),
            options.withPlaces());
    try {
      var recorder = new KernelRecorder(running, stream, start, kernels);
      kernels.add(recorder);
      recorder.observe();
      return recorder;
    } catch (RuntimeException | Error failed) {
      stream.cut();
      throw failed;
    }
  }

  /**
   * Ends the recording. Kernels that still run are recorded no more from their next turn on. Waits
   * for the files to be closed, at most two seconds; those of a kernel that does not come to the
   * end of its turn in that time stay as they are, and can be read. Without effect if it is closed.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (observation != null) {
        observation.close();
      }
      kernels.all().forEach(KernelRecorder::close);
      files.close(CLOSE_MILLIS);
    } finally {
      SharedSteps.set(null);
      JdkReads.set(null);
      JvmOwner.giveBack();
    }
  }
}
