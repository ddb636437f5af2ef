package dev.gonzo.durable;

/**
 * A durable task has failed. The failure is text, because it may have happened in another process.
 */
public final class DurableFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The failure as text, with its stack. */
  private final String trace;

  DurableFailedException(String id, String trace) {
    super("durable task \"" + id + "\" failed: " + trace.lines().findFirst().orElse(""));
    this.trace = trace;
  }

  /** {@return the stack trace of the failure, with its causes} */
  public String trace() {
    return trace;
  }
}
