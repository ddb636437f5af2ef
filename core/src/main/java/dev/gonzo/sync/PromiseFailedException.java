package dev.gonzo.sync;

import dev.gonzo.report.Text;

/** Thrown by a wait for a promise that was failed. The cause is the failure. */
public final class PromiseFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PromiseFailedException(Throwable cause) {
    super("the promise failed: " + Text.of(cause), cause);
  }
}
