package dev.gonzo.sim;

import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.world.Decision;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
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
  private final Measures measures;
  private volatile boolean isSeen;

  /** What is measured of a simulation, whether it has failed or not. */
  record Measures(
      String history,
      Duration time,
      long events,
      Map<String, Long> faults,
      List<Decision> decisions,
      Supplier<List<String>> sharedStatics) {
    Measures {
      faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
    }
  }

  Ending(@Nullable T value, @Nullable Throwable failure, Measures measures) {
    this.value = value;
    this.failure = failure;
    this.measures = measures;
  }

  /** The same simulation, which has failed or not. */
  Ending<@Nullable Void> with(@Nullable Throwable other) {
    return new Ending<>(null, other, measures);
  }

  /** Its failure, if that has never been asked for; else null. */
  @Nullable Throwable unseenFailure() {
    return isSeen ? null : failure;
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
    isSeen = true;
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
    isSeen = true;
    return Optional.ofNullable(failure);
  }

  /**
   * {@return the hash of everything that has happened, 16 hexadecimal digits} Equal for two runs of
   * one program with one seed.
   */
  public String history() {
    return measures.history();
  }

  /** {@return how much simulated time has passed} */
  public Duration time() {
    return measures.time();
  }

  /** {@return how many events the history has, which is how many a trace shows} */
  public long events() {
    return measures.events();
  }

  /** {@return how often each kind of fault was injected, by its name} */
  public Map<String, Long> faults() {
    return measures.faults();
  }

  /**
   * {@return which decisions of the seed have taken effect, in their order} None if the plan does
   * not record them.
   *
   * @see SimulationOptions#withPlan
   */
  public List<Decision> decisions() {
    return measures.decisions();
  }

  /**
   * Looks for static fields through which hosts have shared state, or through which a host has kept
   * state when it started again: real machines do neither. Only hosts with a lambda can do so;
   * those of {@link Simulation#hostOf} load their classes anew.
   *
   * <p>Finds fields of classes in the directory or the jar of the program's class, which have
   * another value, or are collections with other elements. A class that was initialised by a host
   * is loaded and initialised once more, to see what it begins with. Call it on the thread that has
   * run the simulation, before another one runs.
   *
   * @return a sentence for each such field, with what to do about it
   */
  public List<String> sharedStatics() {
    return measures.sharedStatics().get();
  }

  @Override
  public String toString() {
    return (failure == null ? "returned" : "failed with " + failure)
        + " after "
        + time()
        + ", history "
        + history();
  }
}
