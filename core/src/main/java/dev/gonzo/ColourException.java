package dev.gonzo;

import java.util.List;

/** Thrown by {@link Colours#verify}: methods and what they override have different colours. */
public final class ColourException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param faults a sentence each
   */
  public ColourException(List<String> faults) {
    super(String.join("\n", faults));
  }
}
