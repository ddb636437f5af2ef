package dev.gonzo.kernel.loop.watch;

/** A task as the watchdog sees it. Any thread may call its methods. */
public interface WatchedTask {
  /** {@return its number in its kernel} */
  long id();

  /** {@return its name} */
  String name();

  /** {@return the thread that its code runs on} */
  Thread thread();

  /** {@return whether that thread is blocked or waits} */
  boolean waits();

  /** {@return its stack now, the innermost frame first; empty if it is not to be had} */
  StackTraceElement[] stack();
}
