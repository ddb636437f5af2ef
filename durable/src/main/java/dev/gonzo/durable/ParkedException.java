package dev.gonzo.durable;

/**
 * A durable task is parked: it is not run any more until it is {@linkplain DurableTasks#retry
 * retried} or cancelled.
 */
public final class ParkedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why it is parked. */
  private final String reason;

  ParkedException(String id, String reason) {
    super(
        "durable task \"%s\" is parked: %s. Mend the cause, then retry or cancel it"
            .formatted(id, reason));
    this.reason = reason;
  }

  /** {@return why it is parked} */
  public String reason() {
    return reason;
  }
}
