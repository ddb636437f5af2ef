package dev.gonzo.durable;

/** A durable task was cancelled before it returned. */
public final class DurableCancelledException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why it was cancelled. */
  private final String reason;

  DurableCancelledException(String id, String reason) {
    super("durable task \"" + id + "\" was cancelled: " + reason);
    this.reason = reason;
  }

  /** {@return why it was cancelled} */
  public String reason() {
    return reason;
  }
}
