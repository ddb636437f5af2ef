package dev.gonzo.report;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks causes and suppressed exceptions, and adds suppressed exceptions without creating a cycle.
 */
public final class Causes {
  /**
   * The search stops after this many, so that a chain of ten thousand failures is not searched at
   * each level.
   */
  private static final int MOST_LOOKED_AT = 200;

  private Causes() {}

  /**
   * {@return the cause of an exception; null if its {@code getCause()} throws, which user code may
   * do}
   *
   * @param throwable the exception
   */
  public static @Nullable Throwable of(Throwable throwable) {
    try {
      return throwable.getCause();
    } catch (Throwable broken) {
      return null;
    }
  }

  /**
   * {@return whether an exception, or one reachable through causes and suppressed exceptions,
   * matches}
   *
   * @param from the exception
   * @param target says whether one matches
   */
  public static boolean reach(Throwable from, Predicate<Throwable> target) {
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
   * Adds a failure as a suppressed exception to another exception.
   *
   * @param thrown the exception that is thrown
   * @param failure the failure to add; may be the same object, as user code may throw one twice
   * @return false if that would create a cycle, because {@code thrown} is reachable from the
   *     failure
   */
  public static boolean suppress(Throwable thrown, Throwable failure) {
    if (reach(failure, named -> named == thrown)) {
      return false;
    }
    thrown.addSuppressed(failure);
    return true;
  }
}
