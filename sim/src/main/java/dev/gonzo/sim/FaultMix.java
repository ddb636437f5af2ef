package dev.gonzo.sim;

import dev.gonzo.sim.world.Draws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds of faults happen in a simulation by themselves, and how often. Immutable.
 *
 * <pre>{@code
 * FaultMix.drawn()                                            // each seed has a mix of its own
 * FaultMix.drawn().without(FaultKind.READ_ERROR).until(ofMinutes(1))
 * FaultMix.none().withEvery(FaultKind.CRASH, ofSeconds(10)).withChance(FaultKind.PACKET_LOSS, 0.01)
 * }</pre>
 *
 * <p>A kind that is asked for by name is in the mix of each seed, and is reported if it never
 * occurs. A kind of {@link #drawn()} need not occur: there may be nothing that it could happen to.
 *
 * <p>They happen to all hosts but those that are {@link Host#withoutFaults() spared}. The host of
 * the main program is never crashed, paused or slowed down and has right clocks and a good disk:
 * only the network is the same for it.
 */
public final class FaultMix {
  private static final FaultMix NONE = new FaultMix(Map.of(), null);

  /** How many kinds the mixes of seeds have: a part that is drawn first. */
  private static final double[] DENSITIES = {0.05, 0.15, 0.3, 0.5};

  private final Map<FaultKind, Wish> wishes;
  private final @Nullable Duration end;

  /**
   * What is wanted of a kind.
   *
   * @param isNamed whether it was asked for by name: then it is in the mix of each seed
   * @param rate the probability, or the mean time between two in milliseconds; null if it is drawn
   */
  private record Wish(boolean isNamed, @Nullable Double rate, Duration shortest, Duration longest) {
    static Wish of(FaultKind kind, boolean isNamed) {
      return new Wish(isNamed, null, kind.shortest(), kind.longest());
    }

    Wish withRate(double changed) {
      return new Wish(true, changed, shortest, longest);
    }
  }

  /**
   * A kind in the mix of a seed.
   *
   * @param kind the kind
   * @param isNamed whether it is reported if it never occurs
   * @param rate the probability, or the mean time between two in milliseconds
   * @param shortest how long it lasts at least
   * @param longest how long it lasts at most
   */
  record Chosen(
      FaultKind kind, boolean isNamed, double rate, Duration shortest, Duration longest) {}

  private FaultMix(Map<FaultKind, Wish> wishes, @Nullable Duration end) {
    this.wishes = wishes;
    this.end = end;
  }

  /** {@return no faults, but for those that the program of the test asks for} */
  public static FaultMix none() {
    return NONE;
  }

  /**
   * {@return mixes that the seeds draw: each has some of the kinds, as often as it has drawn, and
   * some seeds have few or none} All kinds but {@link FaultKind#BIT_ROT} take part.
   */
  public static FaultMix drawn() {
    Map<FaultKind, Wish> all = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (kind != FaultKind.BIT_ROT) {
        all.put(kind, Wish.of(kind, false));
      }
    }
    return new FaultMix(all, null);
  }

  /**
   * Returns a copy in which kinds are in the mix of each seed, which draws how often.
   *
   * @param kinds the kinds
   * @return the changed copy
   */
  public FaultMix with(FaultKind... kinds) {
    Map<FaultKind, Wish> changed = copy();
    for (FaultKind kind : kinds) {
      changed.put(kind, Wish.of(kind, true));
    }
    return new FaultMix(changed, end);
  }

  /**
   * Returns a copy without some kinds.
   *
   * @param kinds the kinds
   * @return the changed copy
   */
  public FaultMix without(FaultKind... kinds) {
    Map<FaultKind, Wish> changed = copy();
    changed.keySet().removeAll(List.of(kinds));
    return new FaultMix(changed, end);
  }

  /**
   * Returns a copy in which a kind happens from time to time, one after the other.
   *
   * @param kind the kind, which is not one that happens by chance
   * @param mean the mean time from the end of one to the next, at least a microsecond
   * @return the changed copy
   * @throws IllegalArgumentException if the kind happens by chance, or the time is too short
   */
  public FaultMix withEvery(FaultKind kind, Duration mean) {
    if (kind.isByChance()) {
      throw new IllegalArgumentException(
          kind + " happens by chance: use withChance and a probability");
    }
    if (mean.toNanos() < 1_000) {
      throw new IllegalArgumentException("faults happen every microsecond at most, got " + mean);
    }
    return changed(kind, wish(kind).withRate(mean.toNanos() / 1e6));
  }

  /**
   * Returns a copy in which a kind happens by chance.
   *
   * @param kind the kind, which is one that happens to packets or to operations
   * @param probability how likely it happens to one, more than 0 and at most 1
   * @return the changed copy
   * @throws IllegalArgumentException if the kind does not happen by chance, or it is no probability
   */
  public FaultMix withChance(FaultKind kind, double probability) {
    if (!kind.isByChance()) {
      throw new IllegalArgumentException(
          kind + " happens from time to time: use withEvery and a duration");
    }
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "the probability of a fault is more than 0 and at most 1, got " + probability);
    }
    return changed(kind, wish(kind).withRate(probability));
  }

  /**
   * Returns a copy in which a kind lasts for another time.
   *
   * @param kind the kind, which is in the mix and {@linkplain FaultKind#lasts() lasts} for a while
   * @param shortest the shortest, more than 0
   * @param longest the longest
   * @return the changed copy
   * @throws IllegalArgumentException if the kind does not last or is not in the mix, or no time is
   *     between the two
   */
  public FaultMix withLasting(FaultKind kind, Duration shortest, Duration longest) {
    if (!kind.lasts() || !wishes.containsKey(kind)) {
      throw new IllegalArgumentException(
          kind.lasts() ? kind + " is not in the mix: add it before" : kind + " does not last");
    }
    if (!shortest.isPositive() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "a fault lasts for more than 0; no time is between " + shortest + " and " + longest);
    }
    Wish before = wish(kind);
    return changed(kind, new Wish(before.isNamed(), before.rate(), shortest, longest));
  }

  /**
   * Returns a copy whose faults end, so that the test can check that the system recovers. What was
   * cut is open then, and the hosts that a fault has crashed start.
   *
   * @param moment the simulated time since the beginning at which they end, at least 0
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   * @see Simulation#endFaults()
   */
  public FaultMix until(Duration moment) {
    if (moment.isNegative()) {
      throw new IllegalArgumentException("faults end after the beginning, got " + moment);
    }
    return new FaultMix(wishes, moment);
  }

  private Map<FaultKind, Wish> copy() {
    Map<FaultKind, Wish> copy = new EnumMap<>(FaultKind.class);
    copy.putAll(wishes);
    return copy;
  }

  private Wish wish(FaultKind kind) {
    return wishes.getOrDefault(kind, Wish.of(kind, true));
  }

  private FaultMix changed(FaultKind kind, Wish wish) {
    Map<FaultKind, Wish> changed = copy();
    changed.put(kind, wish);
    return new FaultMix(changed, end);
  }

  // ---------------------------------------------------------------- for the simulation

  /** When the faults end; empty for never. */
  Optional<Duration> end() {
    return Optional.ofNullable(end);
  }

  /** Draws the mix of a seed. Each kind has random numbers of its own. */
  List<Chosen> draw(Draws draws) {
    double density = DENSITIES[draws.forPurpose("density").below(DENSITIES.length)];
    List<Chosen> chosen = new ArrayList<>();
    wishes.forEach((kind, wish) -> {
      Draws own = draws.forPurpose(kind.name());
      boolean isOn = own.chance(density);
      double rate = between(own, kind.least(), kind.most());
      if (isOn || wish.isNamed()) {
        chosen.add(
            new Chosen(
                kind,
                wish.isNamed(),
                wish.rate() == null ? rate : wish.rate(),
                wish.shortest(),
                wish.longest()));
      }
    });
    return Collections.unmodifiableList(chosen);
  }

  /** Draws a number between two, of which all orders of magnitude are equally likely. */
  static double between(Draws draws, double least, double most) {
    // StrictMath, since the last bit of Math.exp may differ from one JVM to another.
    return least * StrictMath.exp(draws.unit() * StrictMath.log(most / least));
  }

  @Override
  public String toString() {
    return "FaultMix" + wishes.keySet() + (end == null ? "" : " until " + end);
  }
}
