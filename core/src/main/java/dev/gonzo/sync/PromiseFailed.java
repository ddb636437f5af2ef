package dev.gonzo.sync;

import dev.gonzo.report.Text;

/** Thrown to those who wait for a promise that was failed; its cause is what it was failed with. */
public final class PromiseFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  PromiseFailed(Throwable cause) {
    super("the promise failed: " + Text.of(cause), cause);
  }
}
