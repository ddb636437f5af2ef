package dev.gonzo.http.engine.http1;

import java.io.Serial;

/** Leaves the parser when the peer broke a rule. An engine turns it into its event. */
final class ViolationException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Violation violation;

  ViolationException(int status, String reason, String section) {
    // Peers can cause as many as they like, so there is no stack trace to pay for.
    super(reason, null, false, false);
    violation = new Violation(status, reason, section);
  }

  static ViolationException bad(String reason, String section) {
    return new ViolationException(400, reason, section);
  }

  Violation violation() {
    return violation;
  }
}
