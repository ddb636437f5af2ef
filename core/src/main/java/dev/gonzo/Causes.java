package dev.gonzo;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an exception names by its causes and suppressed exceptions. No ring is made here: something
 * that already names an exception is not added to that exception.
 */
final class Causes {
  /** More are not looked at: a chain of ten thousand failures is not searched at each level. */
  private static final int MOST_LOOKED_AT = 200;

  private Causes() {}

  /** The cause of a user's exception, whose code may fail. */
  static @Nullable Throwable of(Throwable throwable) {
    try {
      return throwable.getCause();
    } catch (Throwable broken) {
      return null;
    }
  }

  /** Whether it is such an exception, or names one. */
  static boolean reach(Throwable from, Predicate<Throwable> target) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> next = new ArrayDeque<>();
    next.add(from);
    while (!next.isEmpty() && seen.size() < MOST_LOOKED_AT) {
      Throwable throwable = next.remove();
      if (target.test(throwable)) {
        return true;
      }
      if (seen.add(throwable)) {
        Throwable cause = of(throwable);
        if (cause != null) {
          next.add(cause);
        }
        Collections.addAll(next, throwable.getSuppressed());
      }
    }
    return false;
  }

  /**
   * Adds a failure to what is thrown, as a suppressed exception.
   *
   * @return false if that would make a ring, because the failure names what is thrown
   */
  static boolean suppress(Throwable thrown, Throwable failure) {
    if (reach(failure, named -> named == thrown)) {
      return false;
    }
    thrown.addSuppressed(failure);
    return true;
  }
}
