package dev.gonzo;

import dev.gonzo.report.Causes;
import dev.gonzo.report.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Prints a failure with a very long chain of causes. The JDK prints it recursively, and overflows
 * the stack at a few thousand levels. This shows the first and the last levels.
 */
final class DeepTrace {
  private static final int MOST_LEVELS = 100;
  private static final int SHOWN_AT_EITHER_END = 20;
  private static final int MOST_SUPPRESSED = 5;

  private DeepTrace() {}

  /** Whether the chain is too deep for the JDK's recursive printing. */
  static boolean isDeep(Throwable throwable) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> level = List.of(throwable);
    for (int depth = 0; !level.isEmpty(); depth++) {
      if (depth == MOST_LEVELS) {
        return true;
      }
      var below = new ArrayList<Throwable>();
      for (Throwable each : level) {
        if (seen.add(each)) {
          Throwable cause = Causes.of(each);
          if (cause != null) {
            below.add(cause);
          }
          Collections.addAll(below, each.getSuppressed());
        }
      }
      level = below;
    }
    return false;
  }

  /** The text, with a line separator after each line. */
  static String of(Throwable throwable) {
    List<Throwable> chain = chain(throwable);
    int leftOut = chain.size() - 2 * SHOWN_AT_EITHER_END;
    var text = new StringBuilder();
    StackTraceElement[] above = {};
    for (int i = 0; i < chain.size(); i++) {
      if (leftOut > 0 && i == SHOWN_AT_EITHER_END) {
        line(text, "Caused by: ... " + leftOut + " levels are left out here ...");
        i += leftOut;
      }
      Throwable level = chain.get(i);
      line(text, (i == 0 ? "" : "Caused by: ") + Text.of(level));
      above = frames(text, level, above);
      suppressed(text, level);
    }
    return text.toString();
  }

  private static List<Throwable> chain(Throwable throwable) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    var chain = new ArrayList<Throwable>();
    Throwable link = throwable;
    while (link != null && seen.add(link)) {
      chain.add(link);
      link = Causes.of(link);
    }
    return chain;
  }

  /** Frames shared with the level above are counted and not shown, as in the JDK's format. */
  private static StackTraceElement[] frames(
      StringBuilder text, Throwable level, StackTraceElement[] above) {
    StackTraceElement[] frames = level.getStackTrace();
    int own = frames.length;
    for (int other = above.length;
        own > 0 && other > 0 && frames[own - 1].equals(above[other - 1]);
        other--) {
      own--;
    }
    for (int i = 0; i < own; i++) {
      line(text, "\tat " + frames[i]);
    }
    if (own < frames.length) {
      line(text, "\t... " + (frames.length - own) + " more");
    }
    return frames;
  }

  private static void suppressed(StringBuilder text, Throwable level) {
    Throwable[] suppressed = level.getSuppressed();
    for (int i = 0; i < suppressed.length; i++) {
      if (i == MOST_SUPPRESSED) {
        line(text, "\tSuppressed: ... " + (suppressed.length - i) + " more");
        return;
      }
      line(text, "\tSuppressed: " + Text.of(suppressed[i]));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
