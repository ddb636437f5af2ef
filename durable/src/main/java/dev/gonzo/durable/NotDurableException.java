package dev.gonzo.durable;

import dev.gonzo.trap.Trap;

/**
 * The body of a durable function reached for the world outside of a step: its next run could not
 * repeat that. Put the call into a {@link Durable#step step}.
 */
public final class NotDurableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param trap what the body requested
   */
  public NotDurableException(Trap<?> trap) {
    super(
        trap.getClass().getSimpleName() + " outside a step: put it into step(\"name\", () -> ...)");
  }
}
