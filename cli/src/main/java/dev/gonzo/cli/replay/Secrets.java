package dev.gonzo.cli.replay;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which of the program's variables, and which parts of their text, are not shown. */
final class Secrets {
  private static final Pattern NAME =
      Pattern.compile(
          "password|passwd|passphrase|secret|token|credential|apikey|api_key|privatekey|authorization|cookie");

  private final boolean shows;

  /**
   * Creates the rule.
   *
   * @param shows whether everything is shown
   */
  Secrets(boolean shows) {
    this.shows = shows;
  }

  /** Whether a variable of that name is not shown. */
  boolean isSecret(String name) {
    return !shows && NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  /** What is shown instead. */
  String mask() {
    return "(hidden: --show-secrets shows it)";
  }

  /** {@return text without what looks like a secret} */
  String redact(String text) {
    return shows ? text : dev.gonzo.recorder.format.Secrets.masked(text);
  }
}
