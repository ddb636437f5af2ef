package dev.gonzo.sim;

import dev.gonzo.report.Rethrow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
  private final Supplier<List<String>> sharedStatics;

  Ending(
      @Nullable T value,
      @Nullable Throwable failure,
      String history,
      Duration time,
      Map<String, Long> faults,
      Supplier<List<String>> sharedStatics) {
    this.value = value;
    this.failure = failure;
    this.history = history;
    this.time = time;
    this.faults = faults;
    this.sharedStatics = sharedStatics;
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

  /**
   * Looks for static fields through which hosts have shared state, or through which a host has kept
   * state when it started again: real machines do neither. Only hosts with a lambda can do so; those
   * of {@link Simulation#hostOf} load their classes anew.
   *
   * <p>Finds fields of classes in the directory or the jar of the program's class, which have
   * another value, or are collections with other elements. A class that was initialised by a host
   * is loaded and initialised once more, to see what it begins with. Call it on the thread that has
   * run the simulation, before another one runs.
   *
   * @return a sentence for each such field, with what to do about it
   */
  public List<String> sharedStatics() {
    return sharedStatics.get();
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
