package dev.gonzo.cli;

import java.io.PrintStream;

/**
 * Prints an exception that left the program's main method. It is the handler of the main thread
 * only: other threads, and a handler that the program sets itself, behave as with {@code java}.
 */
final class MainFailure implements Thread.UncaughtExceptionHandler {
  private final PrintStream errors;
  private final StackCut cut;
  private final boolean trace;

  MainFailure(PrintStream errors, StackCut cut, boolean trace) {
    this.errors = errors;
    this.cut = cut;
    this.trace = trace;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    var ofProgram = Thread.getDefaultUncaughtExceptionHandler();
    if (ofProgram != null) {
      ofProgram.uncaughtException(thread, failure);
      return;
    }
    String header = "Exception in thread \"" + thread.getName() + "\" ";
    if (trace) {
      errors.print(header);
      failure.printStackTrace(errors);
    } else {
      errors.print(header + cut.cut(failure));
    }
  }
}
