package dev.gonzo.cli.replay.child;

/**
 * The place where a replay stops: the command has a breakpoint in it, and moves {@code target}
 * while the JVM is suspended. It reads and writes the fields by their names.
 */
public final class ReplayStop {
  // Written by the debugger, which first stops at the first event. Volatile, so that compiled code
  // reads it again at each event.
  private static volatile long target;
  private static volatile long passed;
  private static volatile String verdict = "";

  // Shows the debugger that it has the JVM which it has started.
  private static final String TOKEN = String.valueOf(System.getenv("GONZO_REPLAY_TOKEN"));

  private static final LiveTasks TASKS = new LiveTasks();

  private ReplayStop() {}

  /** {@return the tasks, which a debugger reads} */
  public static LiveTasks tasks() {
    return TASKS;
  }

  /**
   * Called after each event of the replayed kernel, by the thread in which it happened.
   *
   * @param event its number
   */
  public static void happened(long event) {
    passed = event;
    if (event >= target) {
      reached();
    }
  }

  /**
   * Called when the replay is over.
   *
   * @param text how it ended, as lines for a person
   */
  public static void ended(String text) {
    verdict = text;
    atEnd();
  }

  /** {@return the number of the last event} */
  public static long passed() {
    return passed;
  }

  /** {@return how the replay ended; empty before} */
  public static String verdict() {
    return verdict;
  }

  /** {@return what the debugger compares} */
  static String token() {
    return TOKEN;
  }

  // The debugger stops in these two. They are not compiled into their callers while it does.
  private static void reached() {}

  private static void atEnd() {}
}
