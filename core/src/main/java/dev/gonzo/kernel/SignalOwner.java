package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which run owns the program, so that Ctrl-C, SIGTERM and SIGHUP are for it: one that the JVM's
 * main thread waits for. Any other runs beside something else, a framework for example, and leaves
 * the signals to that.
 *
 * <p>{@code -Dgonzo.signals} decides otherwise for the whole JVM: {@code always} where a launcher
 * calls the program's main method on a thread of its own, {@code never} where something else
 * handles signals.
 */
final class SignalOwner {
  /** Set while a run is in progress for which something else than its thread decides. */
  private static final ScopedValue<Boolean> DECIDED = ScopedValue.newInstance();

  private SignalOwner() {}

  /**
   * {@return whether the run that the calling thread begins or waits for owns the program}
   *
   * @throws IllegalArgumentException if {@code gonzo.signals} has a value that it cannot have
   */
  static boolean isHere() {
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

  /** The JVM has no better mark of it: its id differs from version to version. */
  private static boolean isMainThread(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return thread.getName().equals("main")
        && !thread.isVirtual()
        && group != null
        && group.getName().equals("main");
  }

  /**
   * Calls something in which the runs own the program, or do not, whatever the thread.
   *
   * @param owned whether they do
   * @param body what to call
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   */
  static <T extends @Nullable Object, X extends Exception> T decide(
      boolean owned, AsyncCallable<T, X> body) throws X {
    return ScopedValue.where(DECIDED, owned).call(body::call);
  }
}
