package dev.gonzo.torture;

/**
 * Counts the points of one kind that a scenario reaches on its kernel's thread and in its tasks,
 * and makes the chosen one fail. {@link FaultAgent} puts the calls in.
 */
public final class Faults {
  /** The kind of fault. */
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

  /** Starts to count, and selects the point that fails, from 1. */
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

  /** The number of points. */
  static long count() {
    return count;
  }

  /** Whether the selected point was reached. */
  static boolean isReached() {
    return reached;
  }

  /** Called before an allocation. */
  public static void allocation() {
    if (armed == Kind.ALLOCATION && strikes()) {
      throw failing(new OutOfMemoryError("injected"));
    }
  }

  /** Called before a number is boxed. */
  public static void boxing(int number) {
    boxing((long) number);
  }

  /** Called before a number is boxed; the JVM caches the objects of small numbers. */
  public static void boxing(long number) {
    if (number != (byte) number) {
      allocation();
    }
  }

  /** Called on entry to a method. */
  public static void entry() {
    if (armed == Kind.ENTRY && strikes() && Depth.mayEndHere()) {
      throw failing(new StackOverflowError("injected"));
    }
  }

  /** Called before a thread is started. */
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
