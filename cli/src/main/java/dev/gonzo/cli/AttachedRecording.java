package dev.gonzo.cli;

import dev.gonzo.cli.monitor.Target;
import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.client.RecordingRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Records a program that runs already, for {@code gonzo record --attach}. */
final class AttachedRecording {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final MonitorClient program;
  private final RecordingRequest request;
  private boolean ended; // guarded by this

  private AttachedRecording(MonitorClient program, RecordingRequest request) {
    this.program = program;
    this.request = request;
  }

  /**
   * Records until the time is over, the program has ended, or this command is ended.
   *
   * @param target the number of its process, or the path of its monitor's socket
   * @param limit how long; empty for no limit
   * @throws IOException if that is not possible; the message says why
   */
  static void record(String target, RecordingRequest request, Optional<Duration> limit)
      throws IOException, InterruptedException {
    try (MonitorClient program = new Target(target).connect()) {
      program.record(request);
      var recording = new AttachedRecording(program, request);
      Runtime.getRuntime().addShutdownHook(new Thread(recording::end, "gonzo-record-end"));
      System.err.println(
          "gonzo: recording process "
              + program.pid()
              + " in "
              + request.path()
              + (limit.isPresent() ? "" : "; Ctrl-C ends it"));
      recording.await(limit);
      recording.end();
    }
  }

  private void await(Optional<Duration> limit) throws InterruptedException {
    long begin = System.nanoTime();
    long nanos = limit.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    long left = nanos;
    while (left > 0 && runs()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
      left = nanos - (System.nanoTime() - begin);
    }
  }

  /** Whether the program still has a kernel. */
  private synchronized boolean runs() {
    try {
      return !ended && !program.kernels().isEmpty();
    } catch (IOException lost) {
      return false;
    }
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      program.stopRecording();
    } catch (IOException lost) {
      // The program has ended, and its recording with it.
    }
    System.err.println("gonzo: recorded in " + request.path());
  }
}
