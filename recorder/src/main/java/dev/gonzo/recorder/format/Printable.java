package dev.gonzo.recorder.format;

import dev.gonzo.report.Text;

/** Text as a terminal may get it: a peer can put anything into what is recorded. */
public final class Printable {
  private Printable() {}

  /**
   * Escapes what could control a terminal, or hide other text.
   *
   * @param text any text
   * @return the text on one line, with escapes as in Java
   */
  public static String of(String text) {
    // What protocols are full of is shorter as in Java, and bytes that are no text are shown.
    return Text.visible(
        text.replace("\r", "\\r").replace("\t", "\\t").replace("\ufffd", "\\ufffd"));
  }
}
