package dev.gonzo.cli;

/** Text that others wrote, for a terminal. */
final class Printable {
  private Printable() {}

  /** {@return the text, with a question mark for each control character except line breaks} */
  static String text(String text) {
    var printable = new StringBuilder(text.length());
    text.codePoints()
        .map(each -> each == '\n' || !isControl(each) ? each : '?')
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> true;
      default -> false;
    };
  }
}
