package dev.gonzo.kernel.driver;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.Driver;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whether a driver works here by using it: opens one with its real sizes, wakes it, and lets
 * it wait for that. A sandbox may allow the first call of a driver and refuse a later one.
 *
 * <p>What has worked once is not tried again; what has failed is, for limits can be raised.
 */
public final class Probe {
  /** Never reached where the driver works: it is woken before it waits. */
  private static final long LIMIT_NANOS = 1_000_000_000;

  private volatile boolean works;

  /** Makes one that has not tried yet. */
  public Probe() {}

  /**
   * Tells why the driver cannot work here.
   *
   * @param name what users call it
   * @param driver opens one
   * @return the reason, as a sentence without its full stop; empty if it can, and if only
   *     descriptors are missing, which is no property of the driver
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
