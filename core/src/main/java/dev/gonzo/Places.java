package dev.gonzo;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds places in the calling thread's stack, for messages. Slow: only where something is wrong.
 */
final class Places {
  private Places() {}

  /** The name of the async method of Gonzo that user code called. */
  static String asyncMethod() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .takeWhile(frame -> isGonzo(frame.getClassName()))
                .reduce((inner, outer) -> outer)
                .map(StackWalker.StackFrame::getMethodName)
                .orElse("trap"));
  }

  /** The method, with its class, that called the one of Gonzo that asks. */
  static String callerOf(String method) {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .dropWhile(frame -> !frame.getMethodName().equals(method))
                .skip(1)
                .map(frame -> simple(frame.getClassName()) + "." + frame.getMethodName())
                .findFirst()
                .orElse("the method"));
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
  }

  /** The first frame outside Gonzo, as a line of a stack trace. */
  static String caller() {
    return StackWalker.getInstance()
        .walk(frames -> firstOutside(frames.map(StackWalker.StackFrame::toStackTraceElement)));
  }

  /** Something to log that shows another thread's stack. */
  static Throwable snapshot(StackTraceElement[] stack) {
    var shown = new Throwable("where it stands");
    shown.setStackTrace(stack);
    return shown;
  }

  /** The innermost line of a stack that is neither Gonzo's nor the JDK's, or null. */
  static @Nullable StackTraceElement usersLine(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      if (!isGonzo(type) && !type.startsWith("java.") && !type.startsWith("jdk.")) {
        return frame;
      }
    }
    return null;
  }

  private static String firstOutside(Stream<StackTraceElement> frames) {
    return frames
        .filter(frame -> !isGonzo(frame.getClassName()))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("an unknown place");
  }

  private static boolean isGonzo(String className) {
    return className.startsWith("dev.gonzo.") && !className.endsWith("Test");
  }
}
