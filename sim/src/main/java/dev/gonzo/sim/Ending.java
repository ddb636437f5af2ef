package dev.gonzo.sim;

import dev.gonzo.report.Rethrow;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a simulation has ended.
 *
 * @param <T> what its main program returns
 */
public final class Ending<T extends @Nullable Object> {
  private final @Nullable T value;
  private final @Nullable Throwable failure;
  private final String history;
  private final Duration time;
  private final Map<String, Long> faults;

  Ending(
      @Nullable T value,
      @Nullable Throwable failure,
      String history,
      Duration time,
      Map<String, Long> faults) {
    this.value = value;
    this.failure = failure;
    this.history = history;
    this.time = time;
    this.faults = faults;
  }

  /**
   * Returns what the main program returned.
   *
   * @param <X> what it throws
   * @return its result
   * @throws X what it threw, or why the simulation could not go on
   */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // null only where T allows it
  public <X extends Exception> T valueOrThrow() throws X {
    if (failure != null) {
      throw Rethrow.unchecked(failure);
    }
    return value;
  }

  /**
   * {@return what the main program threw, or why the simulation could not go on; empty if it
   * returned}
   */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * {@return the hash of everything that has happened, 16 hexadecimal digits} Equal for two runs of
   * one program with one seed.
   */
  public String history() {
    return history;
  }

  /** {@return how much simulated time has passed} */
  public Duration time() {
    return time;
  }

  /** {@return how often each kind of fault was injected, by its name} */
  public Map<String, Long> faults() {
    return faults;
  }

  @Override
  public String toString() {
    return (failure == null ? "returned" : "failed with " + failure)
        + " after "
        + time
        + ", history "
        + history;
  }
}
