package dev.gonzo.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds places in a stack, for messages. All reports use the same rule: the user's frames are those
 * of classes that belong neither to Gonzo nor to the JDK, nor to JUnit. Slow, so use it only to
 * report problems.
 */
public final class CallSites {
  private static final List<String> JDK =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.proxy.");

  /** JUnit calls the user's test methods by reflection: these frames are of no interest. */
  private static final String JUNIT = "org.junit.";

  private CallSites() {}

  /**
   * A method of Gonzo that was called by user code.
   *
   * @param type the class that declares it
   * @param method its name
   */
  public record Call(String type, String method) {}

  /**
   * {@return the async method of Gonzo on the calling thread's stack that was called by user code}
   */
  public static Call asyncCall() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .takeWhile(frame -> isGonzo(frame.getClassName()))
                .reduce((inner, outer) -> outer)
                .map(frame -> new Call(frame.getClassName(), frame.getMethodName()))
                .orElse(new Call("dev.gonzo.Coroutine", "trap")));
  }

  /**
   * Finds the caller of a method of Gonzo, on the calling thread's stack.
   *
   * @param method the method's name
   * @return the calling method, with its class
   */
  public static String callerOf(String method) {
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

  /** {@return the first frame outside Gonzo on the calling thread's stack, as a line of a trace} */
  public static String caller() {
    return StackWalker.getInstance()
        .walk(frames -> firstOutside(frames.map(StackWalker.StackFrame::toStackTraceElement)));
  }

  /** {@return the innermost user's frame on the calling thread's stack, or null} */
  public static @Nullable StackTraceElement usersCaller() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .map(StackWalker.StackFrame::toStackTraceElement)
                .filter(CallSites::isUsers)
                .findFirst()
                .orElse(null));
  }

  private static String firstOutside(Stream<StackTraceElement> frames) {
    return frames
        .filter(frame -> !isGonzo(frame.getClassName()))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("an unknown place");
  }

  /**
   * Creates a throwable with another thread's stack, for logging.
   *
   * @param stack the stack
   * @return the throwable
   */
  public static Throwable snapshot(StackTraceElement[] stack) {
    var shown = new Throwable("current stack");
    shown.setStackTrace(stack);
    return shown;
  }

  /**
   * Finds the user's frames in a stack.
   *
   * @param stack a stack, innermost frame first
   * @return the frames that belong neither to Gonzo nor to the JDK, innermost first
   */
  public static List<StackTraceElement> usersFrames(StackTraceElement[] stack) {
    return Arrays.stream(stack).filter(CallSites::isUsers).toList();
  }

  /**
   * Finds the user's line in a stack.
   *
   * @param stack a stack, innermost frame first
   * @return the innermost frame that belongs neither to Gonzo nor to the JDK, or null
   */
  public static @Nullable StackTraceElement usersLine(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (isUsers(frame)) {
        return frame;
      }
    }
    return null;
  }

  /**
   * Describes the place of a stack in one line.
   *
   * @param stack a stack, innermost frame first
   * @return the user's line; if there is none, the innermost frame
   */
  public static String lineOf(StackTraceElement[] stack) {
    StackTraceElement line = usersLine(stack);
    return line != null ? line.toString() : stack.length == 0 ? "its end" : stack[0].toString();
  }

  private static boolean isUsers(StackTraceElement frame) {
    return !isGonzo(frame.getClassName())
        && !isJdk(frame)
        && !frame.getClassName().startsWith(JUNIT);
  }

  private static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null
        ? module.startsWith("java.") || module.startsWith("jdk.")
        : JDK.stream().anyMatch(frame.getClassName()::startsWith);
  }

  /**
   * Says whether a class belongs to this library. Gonzo's own tests and its conformance kit do not:
   * they count as user code.
   *
   * @param className the binary name of a class
   * @return whether it belongs to this library
   */
  public static boolean isGonzo(String className) {
    return className.startsWith("dev.gonzo.")
        && !className.startsWith("dev.gonzo.tck.")
        && !className.startsWith("dev.gonzo.testing.")
        && !topLevel(className).endsWith("Test");
  }

  private static String topLevel(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }
}
