package dev.gonzo.recorder.format;

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
    var printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '\n' -> printable.append("\\n");
            case '\r' -> printable.append("\\r");
            case '\t' -> printable.append("\\t");
            default -> {
              if (isPlain(point)) {
                printable.appendCodePoint(point);
              } else {
                escape(printable, point);
              }
            }
          }
        });
    return printable.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> point != 0xfffd;
    };
  }

  private static void escape(StringBuilder printable, int point) {
    for (char unit : Character.toChars(point)) {
      printable.append("\\u").append(String.format("%04x", (int) unit));
    }
  }
}
