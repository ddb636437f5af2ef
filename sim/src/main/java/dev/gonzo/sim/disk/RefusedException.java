package dev.gonzo.sim.disk;

/** Thrown by the simulated system for an operation that it refuses; nothing has changed. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final SystemError error;

  RefusedException(SystemError error) {
    super(error.systemsText(), null, false, false);
    this.error = error;
  }

  SystemError error() {
    return error;
  }
}
