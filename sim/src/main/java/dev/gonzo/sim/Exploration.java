package dev.gonzo.sim;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Elsewhere;
import dev.gonzo.sim.explore.Explorer;
import dev.gonzo.sim.explore.Limits;
import dev.gonzo.sim.explore.OrderText;
import dev.gonzo.sim.explore.Recorder;
import dev.gonzo.sim.explore.Touches;
import dev.gonzo.sim.world.Plan;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a small program in every order of its tasks, one run after the other: at each checkpoint of
 * a task each ready task may be next. Time passes only when no task is ready. What the seed decides
 * besides the order is the same in all runs. Immutable.
 *
 * <pre>{@code
 * Explored explored = Exploration.of(() -> {
 *   var queue = Queue.<Integer>bounded(1);
 *   var put = spawn(() -> queue.put(1));
 *   int got = queue.get();
 *   put.join();
 *   return got;
 * }).explore();
 * assertThat(explored.outcomes().keySet()).containsExactly("returned 1");
 * }</pre>
 *
 * <p>The program must begin anew in each run: what its tasks share is created by its main task. One
 * exploration at a time in a JVM.
 */
public final class Exploration {
  private static final long MOST_ORDERS = 1_000_000;

  private final Function<SimulationOptions, Ending<?>> trial;
  private final SimulationOptions options;
  private final Supplier<String> digest;
  private final Limits limits;
  private final long mostOrders;
  private final boolean reduces;
  private final boolean repeats;
  private final boolean stopsAtFailure;

  private Exploration(
      Function<SimulationOptions, Ending<?>> trial,
      SimulationOptions options,
      Supplier<String> digest,
      Limits limits,
      long mostOrders,
      boolean reduces,
      boolean repeats,
      boolean stopsAtFailure) {
    this.trial = trial;
    this.options = options;
    this.digest = digest;
    this.limits = limits;
    this.mostOrders = mostOrders;
    this.reduces = reduces;
    this.repeats = repeats;
    this.stopsAtFailure = stopsAtFailure;
  }

  /**
   * Explores a program on one host. What it returns is part of its outcome, as a text.
   *
   * @param main the main program, called once in each run; the usual order is run twice
   * @return the exploration, which has not begun
   */
  public static Exploration of(@Elsewhere AsyncCallable<?, ?> main) {
    return ofTrials(options -> {
      Ending<?> ending = Simulation.of(options).run(main);
      return ending;
    });
  }

  /**
   * Explores a scenario with hosts of its own.
   *
   * @param scenario the scenario, called once in each run
   * @return the exploration, which has not begun
   */
  public static Exploration ofScenario(Scenario scenario) {
    return ofTrials(options -> Trial.of(options, scenario));
  }

  /**
   * Explores what is tried with options, as {@link Trial} does.
   *
   * @param trial runs it once
   * @return the exploration, which has not begun
   */
  public static Exploration ofTrials(Function<SimulationOptions, Ending<?>> trial) {
    return new Exploration(
        Objects.requireNonNull(trial),
        SimulationOptions.ofSeed(1),
        () -> "",
        new Limits(Integer.MAX_VALUE, 0, OrderText.usual()),
        MOST_ORDERS,
        Touches.areAvailable(),
        false,
        false);
  }

  /**
   * Returns a copy with other options of the simulation. Its plan and its order are not used.
   *
   * @param changed the seed that decides everything but the order, and how the simulation runs;
   *     seed 1 by default
   * @return the changed copy
   */
  public Exploration withOptions(SimulationOptions changed) {
    return new Exploration(
        trial, changed, digest, limits, mostOrders, reduces, repeats, stopsAtFailure);
  }

  /**
   * Returns a copy that explores orders with few switches: choices of another task than the one
   * that has waited longest. Such a search is not reduced, since equal orders may have unequal
   * numbers of switches.
   *
   * @param most how many, at least 0; without a limit by default
   * @return the changed copy
   */
  public Exploration withMostSwitches(int most) {
    requireAtLeast(0, most, "switches");
    return with(new Limits(most, limits.cancellations(), limits.order()));
  }

  /**
   * Returns a copy that stops after a number of orders.
   *
   * @param most how many, at least 1; a million by default
   * @return the changed copy
   */
  public Exploration withMostOrders(long most) {
    requireAtLeast(1, most, "orders");
    return new Exploration(trial, options, digest, limits, most, reduces, repeats, stopsAtFailure);
  }

  /**
   * Returns a copy that also cancels tasks: in each order, any task but the main task is cancelled
   * at any point, and then another one, as often as is said here.
   *
   * @param most how many cancellations there may be in one order, at least 0; 0 by default
   * @return the changed copy
   */
  public Exploration withCancellations(int most) {
    requireAtLeast(0, most, "cancellations");
    return with(new Limits(limits.switches(), most, limits.order()));
  }

  /**
   * Returns a copy that runs each order, also those that differ from another one only by steps that
   * touch nothing in common.
   *
   * @return the changed copy
   */
  public Exploration withoutReduction() {
    return new Exploration(
        trial, options, digest, limits, mostOrders, false, repeats, stopsAtFailure);
  }

  /**
   * Returns a copy that runs one order.
   *
   * @param order the text of an order, of {@link Explored.Failed}
   * @return the changed copy
   * @throws IllegalArgumentException if it is no order
   */
  public Exploration withOrder(String order) {
    var only = new Limits(Integer.MAX_VALUE, limits.cancellations(), OrderText.parse(order));
    return new Exploration(trial, options, digest, only, 1, false, true, stopsAtFailure);
  }

  /**
   * Returns a copy whose outcomes have a text of their own besides what the program returns or
   * throws: what it has printed since the last call, for example.
   *
   * @param text returns the text; called after each run, also after one that was cut
   * @return the changed copy
   */
  public Exploration withDigest(Supplier<String> text) {
    return new Exploration(
        trial, options, text, limits, mostOrders, reduces, repeats, stopsAtFailure);
  }

  /**
   * Returns a copy that ends with the first order that fails.
   *
   * @return the changed copy
   */
  public Exploration untilFailure() {
    return new Exploration(trial, options, digest, limits, mostOrders, reduces, repeats, true);
  }

  private Exploration with(Limits changed) {
    return new Exploration(
        trial, options, digest, changed, mostOrders, reduces, repeats, stopsAtFailure);
  }

  private static void requireAtLeast(long least, long got, String what) {
    if (got < least) {
      throw new IllegalArgumentException(
          "a number of %s is at least %d, got %d".formatted(what, least, got));
    }
  }

  /**
   * Explores, on the calling thread, until all orders were run.
   *
   * @return what was found
   * @throws IllegalStateException inside a coroutine; if the program does not repeat itself: its
   *     runs differ although nothing differs that is chosen; or if it has not the order that it was
   *     to run
   */
  public Explored explore() {
    return explore(_ -> {});
  }

  /**
   * Explores, on the calling thread, until all orders were run.
   *
   * @param progress called after each run with how many there were
   * @return what was found
   * @throws IllegalStateException inside a coroutine; if the program does not repeat itself: its
   *     runs differ although nothing differs that is chosen; or if it has not the order that it was
   *     to run
   */
  public Explored explore(Consumer<Long> progress) {
    boolean isReduced = reduces && limits.switches() == Integer.MAX_VALUE && !repeats;
    var explorer = new Explorer(limits, isReduced ? Recorder.ofTouches() : Recorder.ofNothing());
    SimulationOptions chosen = options.withPlan(Plan.chosenBy(explorer));
    String usual = repeats ? null : warmUp(isReduced);
    Map<String, Long> outcomes = new TreeMap<>();
    Explored.@Nullable Failed first = null;
    long orders = 0;
    long cut = 0;
    boolean isComplete = false;
    while (!isComplete && orders < mostOrders && (first == null || !stopsAtFailure)) {
      explorer.begins();
      Ending<?> ending = trial.apply(chosen);
      OrderText order = explorer.order();
      isComplete = !explorer.next();
      if (explorer.misfit() != null) {
        throw new IllegalStateException(
            "this program has no order %s: %s".formatted(limits.order(), explorer.misfit()));
      }
      if (explorer.divergence() != null) {
        throw new IllegalStateException(
            "the program does not repeat itself: "
                + explorer.divergence()
                + ", in the order "
                + order);
      }
      if (explorer.isCut()) {
        cut++;
        String _ = digest.get();
        continue;
      }
      orders++;
      String outcome = outcome(ending);
      if (orders == 1 && usual != null && !outcome.equals(usual)) {
        throw new IllegalStateException(
            ("the program does not repeat itself, though the order is the same: first '%s', then '%s'."
                    + " Do static fields of a library keep something?")
                .formatted(usual, outcome));
      }
      outcomes.merge(outcome, 1L, Long::sum);
      if (first == null && ending.failure().isPresent()) {
        first = new Explored.Failed(order.toString(), ending.failure().get());
      }
      progress.accept(orders);
    }
    return new Explored(
        orders, cut, isComplete, isReduced, explorer.depth(), outcomes, Optional.ofNullable(first));
  }

  /**
   * Runs the usual order once: what happens in the first run only, in the library, must be over;
   * and the next run must have the same outcome.
   */
  private String warmUp(boolean isReduced) {
    var once = new Explorer(limits, isReduced ? Recorder.ofTouches() : Recorder.ofNothing());
    once.begins();
    Ending<?> ending = trial.apply(options.withPlan(Plan.chosenBy(once)));
    boolean _ = once.next();
    return outcome(ending);
  }

  private String outcome(Ending<?> ending) {
    String how = ending.failure().map(Exploration::described).orElseGet(() -> returned(ending));
    String text = digest.get();
    return text.isEmpty() ? how : how + ", " + text;
  }

  private static String described(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return "threw " + failure.getClass().getName() + ": " + message.lines().findFirst().orElse("");
  }

  private static String returned(Ending<?> ending) {
    try {
      Object value = ending.valueOrThrow();
      return value == null ? "returned" : "returned " + value;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
