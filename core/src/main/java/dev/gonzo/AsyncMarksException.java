package dev.gonzo;

import java.util.List;

/**
 * Thrown by {@link AsyncMarks#verify} when a method and a method that it overrides have different
 * marks.
 */
public final class AsyncMarksException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param faults one sentence for each fault
   */
  public AsyncMarksException(List<String> faults) {
    super(String.join("\n", faults));
  }
}
