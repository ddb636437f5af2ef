package dev.gonzo.kernel.jfr;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Notices when recordings start and stop. Listening takes a millisecond, and starts nothing. */
final class RecordingStates implements FlightRecorderListener {
  private final Runnable changed;

  private RecordingStates(Runnable changed) {
    this.changed = changed;
  }

  /**
   * Begins to listen.
   *
   * @param changed called when recordings may want other events than before
   */
  static void listen(Runnable changed) {
    FlightRecorder.addListener(new RecordingStates(changed));
  }

  /** Called at once if the recorder runs already, as with {@code -XX:StartFlightRecording}. */
  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    if (recorder.getRecordings().stream()
        .anyMatch(one -> one.getState() == RecordingState.RUNNING)) {
      changed.run();
    }
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    switch (recording.getState()) {
      case RUNNING, STOPPED, CLOSED -> changed.run();
      case NEW, DELAYED -> {}
    }
  }
}
