package dev.gonzo.recorder.format;

/** A value has no encoding. Inside this package: callers find the answer not recorded. */
final class NotRecordedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotRecordedException(String why) {
    super(why, null, false, false);
  }
}
