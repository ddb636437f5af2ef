package dev.gonzo.recorder;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/**
 * Records a program for a tool that has attached to it, as {@code gonzo record --attach} does. The
 * monitor calls it by its name.
 */
public final class AttachedRecorder {
  private AttachedRecorder() {}

  /**
   * Records all kernels that run at this moment, each from its next turn on.
   *
   * @param recording the directory of the recording, which must not exist
   * @param maxBytes how large it may become, in bytes
   * @param keepLast whether the oldest events are dropped at that limit, or recording ends there
   * @param withData whether the bytes that are received are recorded
   * @param withPlaces whether the place in the program of each trap is recorded
   * @return the recorder, to be closed
   * @throws IOException if no kernel runs, or the recording cannot be created
   * @throws IllegalStateException if there is another recorder, or a replay, in this JVM
   * @throws IllegalArgumentException if the limit is too small
   */
  public static Recorder start(
      Path recording, long maxBytes, boolean keepLast, boolean withData, boolean withPlaces)
      throws IOException {
    List<RunningKernel> running = Kernels.running();
    if (running.isEmpty()) {
      throw new IOException("no kernel runs in it at this moment: try again when one does");
    }
    var options =
        RecorderOptions.DEFAULTS
            .withMaxBytes(maxBytes)
            .withKeepLast(keepLast)
            .withData(withData)
            .withPlaces(withPlaces)
            .withProgram(System.getProperty("sun.java.command", ""), List.of(), "");
    try {
      return Recorder.attach(running, recording, options);
    } catch (FileSystemException refused) {
      String reason = refused.getReason() == null ? refused.toString() : refused.getReason();
      throw new IOException(recording + " cannot be written: " + reason, refused);
    }
  }
}
