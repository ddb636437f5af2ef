package dev.gonzo.cli.replay;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Location;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The calls on the stack of a thread of the suspended JVM, innermost first. Those of Gonzo and the
 * JDK are counted and not shown.
 */
final class Frames {
  private static final List<String> NOT_MINE =
      List.of("dev.gonzo.", "picocli.", "java.", "javax.", "jdk.", "sun.", "com.sun.");

  /** A deeper stack is cut: a recursion without end has thousands of frames. */
  private static final int DEEPEST = 500;

  private final Predicate<String> program;

  /**
   * Creates one for a program.
   *
   * @param program whether it has a class of that name; those frames are shown, in any package
   */
  Frames(Predicate<String> program) {
    this.program = program;
  }

  /** {@return the frames of the program} */
  List<StackFrame> mine(ThreadReference thread) throws CannotDoException {
    List<StackFrame> mine = new ArrayList<>();
    for (StackFrame frame : all(thread)) {
      if (isMine(frame.location())) {
        mine.add(frame);
      }
    }
    return mine;
  }

  private static List<StackFrame> all(ThreadReference thread) throws CannotDoException {
    try {
      int count = thread.frameCount();
      return count == 0 ? List.of() : thread.frames(0, Math.min(count, DEEPEST));
    } catch (IncompatibleThreadStateException running) {
      throw new CannotDoException("the thread is not suspended");
    }
  }

  /**
   * {@return the stack as lines: the frames of the program have numbers, which {@code vars} takes}
   */
  List<String> lines(ThreadReference thread) throws CannotDoException {
    List<String> lines = new ArrayList<>();
    int number = 0;
    int hidden = 0;
    for (StackFrame frame : all(thread)) {
      if (isMine(frame.location())) {
        addHidden(lines, hidden);
        hidden = 0;
        lines.add("  #%d  %s".formatted(number++, describe(frame.location())));
      } else {
        hidden++;
      }
    }
    addHidden(lines, hidden);
    return lines;
  }

  private static void addHidden(List<String> lines, int count) {
    if (count > 0) {
      lines.add(
          "      ... %d %s of Gonzo and the JDK".formatted(count, count == 1 ? "frame" : "frames"));
    }
  }

  /** Whether a class is Gonzo's or the JDK's. */
  static boolean isOfLibrary(String type) {
    return NOT_MINE.stream().anyMatch(type::startsWith);
  }

  private boolean isMine(Location place) {
    String type = place.declaringType().name();
    if (type.contains("$$Lambda")) {
      return false; // only calls the method that has the lambda's body
    }
    return program.test(type) || !isOfLibrary(type);
  }

  /** {@return a place as in a stack trace} */
  static String describe(Location place) {
    String type = place.declaringType().name();
    return "%s.%s (%s)".formatted(Values.simple(type), method(place), fileAndLine(place));
  }

  /** A lambda is shown by the method that it is in. */
  private static String method(Location place) {
    String name = place.method().name();
    if (name.startsWith("lambda$")) {
      String[] parts = name.split("\\$", -1);
      return parts.length > 1 ? parts[1].replace("new", "<init>") + " lambda" : name;
    }
    return name;
  }

  /** {@return the file and the line of a place} */
  static String fileAndLine(Location place) {
    try {
      return place.sourceName() + ":" + place.lineNumber();
    } catch (AbsentInformationException compiledWithout) {
      return "line " + place.lineNumber();
    }
  }
}
