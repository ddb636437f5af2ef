package dev.gonzo.recorder.writing;

import java.util.stream.Collectors;

/** Where in the program a trap is made. */
final class Places {
  private static final int MOST_LINES = 16;
  private static final StackWalker STACKS = StackWalker.getInstance();

  private Places() {}

  /** The calls of the program on this stack, innermost first, a line each. */
  static String here() {
    return STACKS.walk(frames ->
        frames
            .filter(frame -> isOfProgram(frame.getClassName()))
            .limit(MOST_LINES)
            .map(frame -> frame.toStackTraceElement().toString())
            .collect(Collectors.joining("\n")));
  }

  /** The library is left out, except the examples, tests and tools in its packages. */
  private static boolean isOfProgram(String type) {
    return !(type.startsWith("java.")
        || type.startsWith("jdk.")
        || type.startsWith("sun.")
        || isOfLibrary(type));
  }

  private static boolean isOfLibrary(String type) {
    return type.startsWith("dev.gonzo.")
        && !type.startsWith("dev.gonzo.examples.")
        && !type.contains("Test");
  }
}
