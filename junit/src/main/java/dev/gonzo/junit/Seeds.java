package dev.gonzo.junit;

import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.search.PlanText;
import dev.gonzo.sim.world.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which seeds of a test are tried, and how: what its annotation says, and the configuration
 * parameters in place of that.
 */
final class Seeds {
  static final String SEED = "gonzo.junit.seed";
  static final String PLAN = "gonzo.junit.plan";
  private static final String COUNT = "gonzo.junit.seeds";
  private static final String TEST = "test";

  private final Simulated how;
  private final List<Long> only;
  private final long count;
  private final Duration grace;
  // Which decisions of the only seed take effect; null for all.
  private final @Nullable PlanText plan;

  private Seeds(
      Simulated how, List<Long> only, long count, Duration grace, @Nullable PlanText plan) {
    this.how = how;
    this.only = only;
    this.count = count;
    this.grace = grace;
    this.plan = plan;
  }

  /**
   * Reads which seeds of a test are tried.
   *
   * @throws ExtensionConfigurationException if something of it makes no sense; the message says
   *     what
   */
  static Seeds of(Simulated how, ExtensionContext context) {
    Duration grace = GonzoExtension.grace(context);
    PlanText plan =
        context.getConfigurationParameter(PLAN).flatMap(file -> plan(file, context)).orElse(null);
    if (plan != null) {
      return new Seeds(how, numbers(plan.value("seed")), 1, grace, plan);
    }
    List<Long> asked =
        context.getConfigurationParameter(SEED).map(Seeds::numbers).orElse(List.of());
    long count =
        context.getConfigurationParameter(COUNT).map(Seeds::number).orElse((long) how.seeds());
    if (count < 1) {
      throw new ExtensionConfigurationException("at least one seed is tried, got " + count);
    }
    List<Long> only = asked.isEmpty() ? Arrays.stream(how.seed()).boxed().toList() : asked;
    return new Seeds(how, only, count, grace, null);
  }

  /** The plan in a file, if it is for this test. */
  private static Optional<PlanText> plan(String file, ExtensionContext context) {
    try {
      PlanText plan = PlanText.read(Path.of(file));
      return plan.value(TEST).equals(nameOf(context)) ? Optional.of(plan) : Optional.empty();
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ExtensionConfigurationException(
          PLAN + " is not the plan of a test: " + file + ": " + unreadable.getMessage(),
          unreadable);
    }
  }

  /** The name of a test in its plans. */
  static String nameOf(ExtensionContext context) {
    return context.getRequiredTestClass().getName()
        + "#"
        + context.getRequiredTestMethod().getName();
  }

  private static List<Long> numbers(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(Seeds::number).toList();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      throw new ExtensionConfigurationException("a seed is a whole number, got " + text, none);
    }
  }

  LongStream all() {
    return only.isEmpty()
        ? LongStream.range(0, count).map(index -> how.firstSeed() + index)
        : only.stream().mapToLong(seed -> seed);
  }

  boolean areMany() {
    return plan == null && (only.isEmpty() ? count : only.size()) > 1;
  }

  /** Whether a seed is run twice, to see that it has the same history. */
  boolean isSampled(long seed) {
    return how.sample() > 0
        && plan == null
        && (only.isEmpty() ? (seed - how.firstSeed()) % how.sample() == 0 : true);
  }

  Simulated how() {
    return how;
  }

  Optional<PlanText> plan() {
    return Optional.ofNullable(plan);
  }

  Duration grace() {
    return grace;
  }

  Duration patience() {
    return Duration.ofSeconds(how.patienceSeconds());
  }

  /** How the simulation of a seed runs. */
  SimulationOptions options(long seed) {
    SimulationOptions options =
        SimulationOptions.ofSeed(seed).withTimeLimit(timeLimit()).withFaults(mix());
    if (how.firstComeFirstServed()) {
      options = options.withFirstComeFirstServed();
    }
    return plan == null ? options : options.withPlan(Plan.ofLines(plan.lines()));
  }

  private Duration timeLimit() {
    try {
      Duration limit = Duration.parse(how.timeLimit());
      if (limit.toNanos() > 0) {
        return limit;
      }
      throw new ArithmeticException("it must be positive");
    } catch (DateTimeException | ArithmeticException unreadable) {
      throw new ExtensionConfigurationException(
          "timeLimit of @Simulated must be a duration such as PT1H, got " + how.timeLimit(),
          unreadable);
    }
  }

  private FaultMix mix() {
    FaultMix mix = how.faults() == Simulated.Faults.DRAWN ? FaultMix.drawn() : FaultMix.none();
    return mix.with(how.with()).without(how.without());
  }
}
