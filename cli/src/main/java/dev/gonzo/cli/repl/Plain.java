package dev.gonzo.cli.repl;

import dev.gonzo.report.Text;

/** Makes values harmless for a terminal: they may come from anywhere. */
final class Plain {
  private static final int MOST = 5_000;

  private Plain() {}

  /** {@return a value as plain text, cut if it is very long} */
  static String value(String value) {
    return Text.visibleLines(
        value.length() <= MOST
            ? value
            : value.substring(0, MOST) + " ... (" + (value.length() - MOST) + " more characters)");
  }
}
