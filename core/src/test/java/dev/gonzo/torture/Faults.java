package dev.gonzo.torture;

/**
 * Counts the points of one kind that a scenario reaches on its kernel's thread and in its tasks,
 * and makes the chosen one fail. {@link FaultAgent} puts the calls in.
 */
public final class Faults {
  /** What fails. */
  enum Kind {
    /** An object, an array, or a place in a collection of the JDK. */
    ALLOCATION,
    /** The stack is used up on entry of a method. */
    ENTRY,
    /** A thread cannot be started. */
    THREAD_START
  }

  private static volatile Kind armed;
  private static long chosen;
  private static long count;
  private static volatile Throwable thrown;
  private static volatile Thread struck;
  private static volatile boolean reached;

  private Faults() {}

  /** Begins to count, and chooses the point that is to fail, from 1. */
  static synchronized void arm(Kind kind, long point) {
    count = 0;
    chosen = point;
    thrown = null;
    struck = null;
    reached = false;
    armed = kind;
  }

  static void disarm() {
    armed = null;
  }

  static Throwable thrown() {
    return thrown;
  }

  static Thread struck() {
    return struck;
  }

  /** How many points there were. */
  static long count() {
    return count;
  }

  /** Whether the chosen one was among them. */
  static boolean isReached() {
    return reached;
  }

  /** Something is about to be allocated. */
  public static void allocation() {
    if (armed == Kind.ALLOCATION && strikes()) {
      throw failing(new OutOfMemoryError("injected"));
    }
  }

  /** A number becomes an object. */
  public static void boxing(int number) {
    boxing((long) number);
  }

  /** A number becomes an object. The JVM keeps those of the small ones. */
  public static void boxing(long number) {
    if (number != (byte) number) {
      allocation();
    }
  }

  /** A method has been entered. */
  public static void entry() {
    if (armed == Kind.ENTRY && strikes() && Depth.mayEndHere()) {
      throw failing(new StackOverflowError("injected"));
    }
  }

  /** A thread is about to be started. */
  public static void threadStart() {
    if (armed == Kind.THREAD_START && strikes()) {
      throw failing(new OutOfMemoryError("injected: unable to create native thread"));
    }
  }

  private static synchronized boolean strikes() {
    if (!isWatched(Thread.currentThread()) || ++count != chosen) {
      return false;
    }
    reached = true;
    return true;
  }

  private static boolean isWatched(Thread thread) {
    return thread.isVirtual()
        || thread.getName().startsWith("gonzo-kernel-")
        || thread.getName().startsWith("gonzo-host-");
  }

  private static <E extends Error> E failing(E error) {
    thrown = error;
    struck = Thread.currentThread();
    return error;
  }
}
