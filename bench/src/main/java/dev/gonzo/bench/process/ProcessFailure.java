package dev.gonzo.bench.process;

import java.io.IOException;

/** A process of a run that did not do what it should; the message has what it printed. */
public final class ProcessFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what what happened
   * @param printed the last of what the process printed
   */
  ProcessFailure(String what, String printed) {
    super(printed.isEmpty() ? what : what + "; it printed:\n" + printed);
  }
}
