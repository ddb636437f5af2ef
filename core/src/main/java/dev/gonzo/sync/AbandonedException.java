package dev.gonzo.sync;

/**
 * Thrown when a lock or permit can never be acquired, because a task ended without releasing it.
 * The data that it protects may be inconsistent, so no other task gets it.
 */
public final class AbandonedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  AbandonedException(Object what, String task) {
    super(
        what
            + " is lost: the task "
            + task
            + " ended without releasing it; acquire it in a try-with-resources statement, as in"
            + " try (var _ = lock.acquire()) { ... }");
  }
}
