package dev.gonzo.cli;

import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.Recording.Stream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A recording that is to be replayed. */
final class ReplayRecording {
  private final Recording recording;

  private ReplayRecording(Recording recording) {
    this.recording = recording;
  }

  /**
   * Opens it.
   *
   * @param path the recording, as the user typed it
   * @throws Refusal if there is none, or it is one that can only be shown
   */
  static ReplayRecording open(Path path) throws Refusal, IOException {
    Recording recording;
    try {
      recording = Recording.open(path);
    } catch (NoSuchFileException missing) {
      throw new Refusal(
          ReplayVerdict.IMPOSSIBLE,
          "there is no recording "
              + path
              + "; 'gonzo record --output "
              + path
              + " FILE.java' makes one");
    }
    Optional<String> why = recording.whyNotReplayable();
    if (why.isPresent()) {
      throw new Refusal(ReplayVerdict.IMPOSSIBLE, path + " cannot be replayed: " + why.get());
    }
    return new ReplayRecording(recording);
  }

  /** {@return its file or its main class, as it was named when it was recorded} */
  String program() {
    return recording.header().program();
  }

  /** {@return the arguments of the program} */
  List<String> arguments() {
    return recording.header().arguments();
  }

  /** {@return what to know before it is replayed} */
  List<String> notes() {
    return recording.notes();
  }

  /** {@return whether other classes were recorded than these} Unknown classes are no others. */
  boolean isOfOther(String hash) {
    String recorded = recording.header().hash();
    return !recorded.isEmpty() && !recorded.equals(hash);
  }

  /** {@return what was recorded of each kernel} */
  List<Stream> kernels() {
    return recording.streams();
  }
}
