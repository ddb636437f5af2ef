package dev.gonzo;

import dev.gonzo.report.Text;

/**
 * The part of a {@link TaskFailedException} message that describes the cause: a short text, and
 * empty if the cause is a {@code TaskFailedException} itself. So the total length of the messages
 * in a chain grows with its length, not with its square.
 */
final class CauseText {
  private static final int MOST_CHARACTERS = 200;

  private CauseText() {}

  /** The text that follows the name of the task. */
  static String of(Throwable cause) {
    if (cause instanceof TaskFailedException) {
      return "";
    }
    String text = cause instanceof Cancelled cancelled ? cancelled.getMessage() : Text.of(cause);
    return ": " + (text.length() > MOST_CHARACTERS ? shortened(text) : text);
  }

  private static String shortened(String text) {
    return text.substring(0, MOST_CHARACTERS) + "...";
  }
}
