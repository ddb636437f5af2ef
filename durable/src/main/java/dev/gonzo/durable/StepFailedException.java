package dev.gonzo.durable;

/**
 * A step has failed. The body sees this at its first run and whenever it is run again, so it has
 * the failure as text, and not the exception that the step threw.
 */
public final class StepFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The name of the step. */
  private final String step;

  private final transient FailureText failure;

  /**
   * Creates the exception.
   *
   * @param step the name of the step
   * @param failure what it threw
   */
  StepFailedException(String step, FailureText failure) {
    super("step \"" + step + "\" failed: " + failure);
    this.step = step;
    this.failure = failure;
  }

  /** {@return the name of the step} */
  public String step() {
    return step;
  }

  /** {@return what the step threw, as text} */
  public FailureText failure() {
    return failure;
  }
}
