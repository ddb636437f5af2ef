package dev.gonzo.kernel.driver;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.loop.Driver;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out whether a driver works here by using it: opens it with its real sizes, wakes it, and
 * lets it wait for that. A sandbox may allow the first system call of a driver and refuse a later
 * one.
 *
 * <p>A success is remembered. A failure is not, since limits can be raised.
 */
public final class Probe {
  /** Not reached if the driver works, since it is woken before it waits. */
  private static final long LIMIT_NANOS = 1_000_000_000;

  private volatile boolean works;

  /** Creates a probe that has not tried yet. */
  public Probe() {}

  /**
   * Returns why the driver cannot work here.
   *
   * @param name the name of the driver
   * @param driver opens it
   * @return the reason, as a sentence without its full stop; empty if it can, or if only
   *     descriptors are lacking, which does not depend on the driver
   */
  public Optional<String> whyUnavailable(String name, Supplier<? extends Driver> driver) {
    if (works) {
      return Optional.empty();
    }
    try {
      Driver tried = driver.get();
      try {
        tried.wakeUp();
        tried.poll(LIMIT_NANOS);
      } finally {
        tried.close();
      }
    } catch (UnsupportedOperationException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    } catch (UncheckedIOException refused) {
      return refused.getCause() instanceof TooManyOpenFilesException
          ? Optional.empty()
          : Optional.of(reason(name, refused));
    } catch (IllegalStateException refused) {
      return Optional.of(reason(name, refused));
    }
    works = true;
    return Optional.empty();
  }

  private static String reason(String name, RuntimeException refused) {
    return name
        + " cannot be used: "
        + refused.getMessage()
        + "; a sandbox may forbid a system call that it needs (seccomp)";
  }
}
