package dev.gonzo.cli.sim;

/** Thrown when the JVM of a worker has ended or was ended, while it tried a seed. */
final class WorkerLostException extends Exception {
  private static final long serialVersionUID = 1;

  private final long seed;
  private final String reason;
  private final boolean isInterrupt;

  WorkerLostException(long seed, String reason, boolean isInterrupt) {
    super(reason);
    this.seed = seed;
    this.reason = reason;
    this.isInterrupt = isInterrupt;
  }

  /** The seed that it tried. */
  long seed() {
    return seed;
  }

  /** What has happened to it, with the end of what it has printed. */
  String reason() {
    return reason;
  }

  /** Whether the user has interrupted it, as with Ctrl+C. */
  boolean isInterrupt() {
    return isInterrupt;
  }
}
