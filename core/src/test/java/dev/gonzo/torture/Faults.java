package dev.gonzo.torture;

import dev.gonzo.kernel.driver.linux.FailingCalls;

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
    THREAD_START,
    /** A system call is refused. */
    SYSTEM_CALL,
    /** A system call is interrupted by a signal. */
    INTERRUPTED_CALL;

    /** Whether it is Linux that fails, and not the JVM: then nothing is thrown at the point. */
    boolean isOfSystem() {
      return this == SYSTEM_CALL || this == INTERRUPTED_CALL;
    }
  }

  private static volatile Kind armed;
  private static long chosen;
  private static long count;
  private static volatile Throwable thrown;
  private static volatile Throwable place;
  private static volatile Thread struck;
  private static volatile boolean reached;
  // If it is not null, only the points on the thread with this name count.
  private static volatile String onlyThread;

  private Faults() {}

  /**
   * Starts to count the points on one thread of the library, other than a kernel's, and selects the
   * one that fails, from 1.
   */
  static synchronized void armOn(String thread, Kind kind, long point) {
    arm(kind, point);
    onlyThread = thread;
  }

  /** Starts to count, and selects the point that fails, from 1. */
  static synchronized void arm(Kind kind, long point) {
    onlyThread = null;
    count = 0;
    chosen = point;
    thrown = null;
    place = null;
    struck = null;
    reached = false;
    Depth.begin();
    armed = kind;
  }

  static void disarm() {
    armed = null;
  }

  static Throwable thrown() {
    return thrown;
  }

  /** Where a system call failed; null if none did. */
  static Throwable place() {
    return place;
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
    if (armed == Kind.ENTRY && Depth.mayEndHere() && strikesAnywhere()) {
      throw failing(new StackOverflowError("injected"));
    }
  }

  /** Called when a check has found that there is enough stack. */
  public static void reserved(int bytes) {
    if (armed == Kind.ENTRY) {
      Depth.reserved(bytes);
    }
  }

  /** Called before a thread is started. */
  public static void threadStart() {
    if (armed == Kind.THREAD_START && strikes()) {
      throw failing(new OutOfMemoryError("injected: unable to create native thread"));
    }
  }

  /**
   * A system call is about to be made.
   *
   * @param number which
   * @return zero to make it, or else the negated error number by which it fails
   */
  public static int systemCall(long number) {
    Kind kind = armed;
    if (kind == null || !kind.isOfSystem()) {
      return 0;
    }
    int error =
        kind == Kind.SYSTEM_CALL ? FailingCalls.refused(number) : FailingCalls.interrupted(number);
    return error != 0 && strikesAnywhere() ? failing(error, number) : 0;
  }

  private static synchronized int failing(int error, long number) {
    place = new Throwable("system call " + number + " fails by " + -error);
    struck = Thread.currentThread();
    return error;
  }

  private static boolean strikes() {
    return isWatched(Thread.currentThread()) && strikesAnywhere();
  }

  private static synchronized boolean strikesAnywhere() {
    if (++count != chosen) {
      return false;
    }
    reached = true;
    return true;
  }

  private static boolean isWatched(Thread thread) {
    String only = onlyThread;
    if (only != null) {
      return thread.getName().equals(only);
    }
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
