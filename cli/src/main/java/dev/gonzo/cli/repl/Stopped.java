package dev.gonzo.cli.repl;

/**
 * Thrown in a snippet's code that has neither a checkpoint nor an end, and has swallowed the
 * cancellation that it got instead.
 */
final class Stopped extends Error {
  private static final long serialVersionUID = 1;

  Stopped() {
    super("the task was stopped in a loop without a checkpoint");
  }
}
