package dev.gonzo.sync;

/**
 * Thrown where a lock or permit can never be had, since a task ended without giving it back. What
 * it guards may be half changed: that is why nobody else gets it.
 */
public final class AbandonedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  AbandonedException(Object what, String task) {
    super(
        what
            + " is lost: the task "
            + task
            + " ended without giving it back; acquire it in the head of a try block, as in"
            + " try (var _ = lock.acquire()) { ... }");
  }
}
