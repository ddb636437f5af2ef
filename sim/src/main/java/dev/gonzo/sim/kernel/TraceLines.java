package dev.gonzo.sim.kernel;

import dev.gonzo.sim.world.Subject;
import java.util.function.Consumer;

/**
 * Writes the trace of a history: a line for each event, in columns. The format is documented in
 * docs/reading-histories.md, and has a version.
 */
final class TraceLines {
  private static final int VERSION = 1;
  private static final int NANO_DIGITS = 9;
  private static final long NANOS_A_SECOND = 1_000_000_000L;
  private static final int NUMBER_WIDTH = 8;
  private static final int TIME_WIDTH = 18;
  private static final int HOST_WIDTH = 10;
  private static final int TOPIC_WIDTH = 14;
  private static final String GAP = "  ";

  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();

  TraceLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Begins with what the trace is of. */
  void begin(long seed, long eventsBefore) {
    if (eventsBefore > 0) {
      lines.accept("# another run of the program, seed " + seed + ", its time begins anew");
      return;
    }
    lines.accept("# gonzo trace " + VERSION + ", seed " + seed);
    lines.accept("#  event             time  host        task            what happens");
  }

  void event(long number, long nanos, Subject about, String what) {
    line.setLength(0);
    right(Long.toString(number), NUMBER_WIDTH);
    line.append(GAP);
    String second = Long.toString(nanos / NANOS_A_SECOND);
    line.repeat(' ', Math.max(0, TIME_WIDTH - GAP.length() - NANO_DIGITS - 1 - second.length()));
    line.append(second).append('.');
    String fraction = Long.toString(nanos % NANOS_A_SECOND);
    line.repeat('0', NANO_DIGITS - fraction.length()).append(fraction).append(GAP);
    left(about.host(), HOST_WIDTH);
    left(about.topic(), TOPIC_WIDTH);
    escape(what, false);
    escape(about.detail(), false);
    lines.accept(line.toString());
  }

  private void right(String text, int width) {
    line.repeat(' ', Math.max(0, width - text.length())).append(text);
  }

  private void left(String name, int width) {
    int start = line.length();
    escape(name.isEmpty() ? "\"\"" : name, true);
    line.repeat(' ', Math.max(0, width - (line.length() - start))).append(GAP);
  }

  /** Escapes as Java does what would end a line, or a column that has a name in it. */
  private void escape(String text, boolean isName) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case ' ' -> line.append(isName ? "\\s" : " ");
        default -> {
          if (Character.isISOControl(each) || isSeparator(each, isName)) {
            line.append("\\u%04x".formatted((int) each));
          } else {
            line.append(each);
          }
        }
      }
    }
  }

  private static boolean isSeparator(char each, boolean isName) {
    return switch (Character.getType(each)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.SPACE_SEPARATOR -> isName;
      default -> false;
    };
  }
}
