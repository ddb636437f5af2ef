package dev.gonzo.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reduces the stack trace of a failure to the user's frames. It looks as Java prints it, except
 * that consecutive frames of Gonzo and the JDK become one line that counts them. Headers, causes
 * and suppressed exceptions all stay. A throwable without a frame of the user keeps its topmost
 * frame, to show where it comes from.
 */
final class StackCut {
  private static final List<String> GONZO = List.of("dev.gonzo.", "picocli.");
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private final Predicate<String> program;
  private final String advice;

  /**
   * Creates one for a program.
   *
   * @param program whether the user's program has a class of this binary name; those frames stay,
   *     in any package
   */
  StackCut(Predicate<String> program) {
    this(program, " (--trace shows %s)");
  }

  /**
   * Creates one for a program that is not run by {@code gonzo run}.
   *
   * @param program whether the user's program has a class of this binary name
   * @param advice how to see the frames that are left out, with %s for them
   */
  StackCut(Predicate<String> program, String advice) {
    this.program = program;
    this.advice = advice;
  }

  /**
   * {@return the stack traces of the failure, its causes and its suppressed exceptions, in lines
   * that each end in a line feed}
   */
  String cut(Throwable failure) {
    var lines = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    append(lines, failure, new StackTraceElement[0], "", "", seen);
    return lines.toString();
  }

  /** {@return a stack that is no failure's, in lines that each end in a line feed} */
  String cut(List<StackTraceElement> frames) {
    var lines = new StringBuilder();
    appendFrames(lines, frames.toArray(StackTraceElement[]::new), frames.size(), "");
    return lines.toString();
  }

  private void append(
      StringBuilder lines,
      Throwable throwable,
      StackTraceElement[] enclosing,
      String indent,
      String caption,
      Set<Throwable> seen) {
    lines.append(indent).append(caption);
    if (!seen.add(throwable)) {
      lines.append("[CIRCULAR REFERENCE: ").append(throwable).append("]\n");
      return;
    }
    lines.append(throwable).append('\n');
    var trace = throwable.getStackTrace();
    appendFrames(lines, trace, trace.length - inCommon(trace, enclosing), indent);
    for (var suppressed : throwable.getSuppressed()) {
      append(lines, suppressed, trace, indent + "\t", "Suppressed: ", seen);
    }
    var cause = throwable.getCause();
    if (cause != null) {
      append(lines, cause, trace, indent, "Caused by: ", seen);
    }
  }

  /** Appends the frames; those from {@code shared} on were shown with the enclosing throwable. */
  private void appendFrames(
      StringBuilder lines, StackTraceElement[] trace, int shared, String indent) {
    // If none of the shared frames is the user's, they are just more frames to leave out.
    int end = hasMine(trace, shared, trace.length) ? shared : trace.length;
    int at = 0;
    if (end > 0 && !hasMine(trace, 0, end)) {
      appendFrame(lines, trace[at++], indent);
    }
    while (at < end) {
      int next = at;
      while (next < end && !isMine(trace[next])) {
        next++;
      }
      if (next > at) {
        appendElision(lines, trace, at, next, indent);
        at = next;
      } else {
        appendFrame(lines, trace[at++], indent);
      }
    }
    if (end < trace.length) {
      lines.append(indent).append("\t... ").append(trace.length - end).append(" more, as above\n");
    }
  }

  private static void appendFrame(StringBuilder lines, StackTraceElement frame, String indent) {
    lines.append(indent).append("\tat ").append(frame).append('\n');
  }

  private void appendElision(
      StringBuilder lines, StackTraceElement[] trace, int from, int to, String indent) {
    boolean gonzo = false;
    boolean jdk = false;
    for (int i = from; i < to; i++) {
      boolean isGonzo = startsWith(trace[i], GONZO);
      gonzo |= isGonzo;
      jdk |= !isGonzo;
    }
    int count = to - from;
    lines.append(indent).append("\t... ").append(count);
    lines.append(count == 1 ? " frame of " : " frames of ");
    lines.append(gonzo && jdk ? "Gonzo and the JDK" : gonzo ? "Gonzo" : "the JDK");
    lines.append(advice.formatted(count == 1 ? "it" : "them")).append('\n');
  }

  private boolean hasMine(StackTraceElement[] trace, int from, int to) {
    return Arrays.stream(trace, from, to).anyMatch(this::isMine);
  }

  private boolean isMine(StackTraceElement frame) {
    return program.test(frame.getClassName())
        || !(startsWith(frame, GONZO) || startsWith(frame, JDK));
  }

  private static boolean startsWith(StackTraceElement frame, List<String> prefixes) {
    return prefixes.stream().anyMatch(frame.getClassName()::startsWith);
  }

  private static int inCommon(StackTraceElement[] trace, StackTraceElement[] enclosing) {
    int count = 0;
    while (count < Math.min(trace.length, enclosing.length)
        && trace[trace.length - 1 - count].equals(enclosing[enclosing.length - 1 - count])) {
      count++;
    }
    return count;
  }
}
