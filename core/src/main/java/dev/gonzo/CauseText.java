package dev.gonzo;

import dev.gonzo.report.Text;

/**
 * What the message of a {@link TaskFailed} says about its cause: a short text, and nothing about a
 * cause that is a level of its own. So the messages of a chain are as long as the chain, and not as
 * its square.
 */
final class CauseText {
  private static final int MOST_CHARACTERS = 200;

  private CauseText() {}

  /** The text to add behind the name of a task. */
  static String of(Throwable cause) {
    if (cause instanceof TaskFailed) {
      return "";
    }
    String text = cause instanceof Cancelled cancelled ? cancelled.getMessage() : Text.of(cause);
    return ": " + (text.length() > MOST_CHARACTERS ? shortened(text) : text);
  }

  private static String shortened(String text) {
    return text.substring(0, MOST_CHARACTERS) + "...";
  }
}
