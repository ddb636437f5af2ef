package dev.gonzo.recorder.format;

/** Encoded data of a recording cannot be decoded: it is damaged, or from another version. */
public final class DamagedDataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DamagedDataException(String why) {
    super("the recording is damaged: " + why);
  }
}
