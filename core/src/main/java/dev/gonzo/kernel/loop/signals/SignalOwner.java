package dev.gonzo.kernel.loop.signals;

import dev.gonzo.AsyncCallable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides which run owns the program and so gets Ctrl-C, SIGTERM and SIGHUP: the one that the JVM's
 * main thread waits for. Any other run is part of something larger, such as a framework, and leaves
 * the signals to that.
 *
 * <p>{@code -Dgonzo.signals} decides otherwise for the whole JVM: {@code always} where a launcher
 * calls the program's main method on a thread of its own, {@code never} where something else
 * handles signals.
 */
public final class SignalOwner {
  /** Set during a run for which the decision does not depend on its thread. */
  private static final ScopedValue<Boolean> DECIDED = ScopedValue.newInstance();

  private SignalOwner() {}

  /**
   * {@return whether the run that the calling thread begins or waits for owns the program}
   *
   * @throws IllegalArgumentException if {@code gonzo.signals} has an unknown value
   */
  public static boolean isHere() {
    String setting = System.getProperty("gonzo.signals", "main");
    return switch (setting.toLowerCase(Locale.ROOT)) {
      case "main" -> DECIDED.isBound() ? DECIDED.get() : isMainThread(Thread.currentThread());
      case "always" -> !DECIDED.isBound() || DECIDED.get();
      case "never" -> false;
      default ->
          throw new IllegalArgumentException(
              "gonzo.signals is '" + setting + "': choose main, always or never");
    };
  }

  /** Recognised by its name and group, since its id differs between JVM versions. */
  private static boolean isMainThread(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return thread.getName().equals("main")
        && !thread.isVirtual()
        && group != null
        && group.getName().equals("main");
  }

  /**
   * Prepares work for another thread: its runs own the program if a run in the calling thread
   * would.
   *
   * @param work the work
   * @return the same work, for the other thread
   */
  public static Runnable asHere(Runnable work) {
    boolean owned = isHere();
    return () -> ScopedValue.where(DECIDED, owned).run(work);
  }

  /**
   * Calls a body whose runs own the program, or do not, regardless of the thread.
   *
   * @param owned whether they own it
   * @param body the body
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   */
  public static <T extends @Nullable Object, X extends Exception> T decide(
      boolean owned, AsyncCallable<T, X> body) throws X {
    return ScopedValue.where(DECIDED, owned).call(body::call);
  }
}
