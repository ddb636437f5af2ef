package dev.gonzo.sim;

import dev.gonzo.sim.net.NetworkFaults;
import dev.gonzo.sim.world.Draws;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults that happen between hosts from time to time. */
final class NetworkStrikes {
  private static void nothing() {}

  private static final double SHORTEST_DELAY = 1e6;
  private static final double LONGEST_DELAY = 2e9;

  private final FaultTargets targets;
  private final NetworkFaults network;

  NetworkStrikes(FaultTargets targets, NetworkFaults network) {
    this.targets = targets;
    this.network = network;
  }

  Strike.@Nullable Aimed partition(Draws draws, long nanos) {
    List<String> hosts = targets.shuffledNames(draws);
    if (hosts.size() < 2) {
      return null;
    }
    int size = 1 + draws.below(hosts.size() - 1);
    List<String> some = hosts.subList(0, size);
    List<String> others = hosts.subList(size, hosts.size());
    return new Strike.Aimed(
        some + " from " + others + " for " + nanos,
        () -> {
          List<Runnable> ends = cut(some, others);
          ends.addAll(cut(others, some));
          return together(ends);
        });
  }

  Strike.@Nullable Aimed cutOneWay(Draws draws, long nanos) {
    List<String> hosts = targets.shuffledNames(draws);
    if (hosts.size() < 2) {
      return null;
    }
    List<String> one = hosts.subList(0, 1);
    List<String> others = hosts.subList(1, draws.chance(0.5) ? 2 : hosts.size());
    boolean isFromOne = draws.chance(0.5);
    List<String> from = isFromOne ? one : others;
    List<String> to = isFromOne ? others : one;
    return new Strike.Aimed(from + " to " + to + " for " + nanos, () -> together(cut(from, to)));
  }

  private List<Runnable> cut(List<String> from, List<String> to) {
    List<Runnable> ends = new ArrayList<>();
    for (String sender : from) {
      for (String receiver : to) {
        ends.add(network.cut(sender, receiver));
      }
    }
    return ends;
  }

  private static Runnable together(List<Runnable> ends) {
    return () -> ends.forEach(Runnable::run);
  }

  /** What happens between two hosts. */
  @FunctionalInterface
  private interface Between {
    Runnable begin(String one, String other);
  }

  private Strike.@Nullable Aimed between(Draws draws, String how, Between happen) {
    List<String> hosts = targets.shuffledNames(draws);
    if (hosts.size() < 2) {
      return null;
    }
    String one = hosts.get(0);
    String other = hosts.get(1);
    return new Strike.Aimed(one + " and " + other + how, () -> happen.begin(one, other));
  }

  Strike.@Nullable Aimed refuse(Draws draws, long nanos) {
    return between(draws, " for " + nanos, network::refuse);
  }

  Strike.@Nullable Aimed delay(Draws draws, long nanos) {
    long late = (long) FaultMix.between(draws, SHORTEST_DELAY, LONGEST_DELAY);
    return between(
        draws,
        " by " + late + " for " + nanos,
        (one, other) ->
            together(List.of(network.delay(one, other, late), network.delay(other, one, late))));
  }

  Strike.@Nullable Aimed reset(Draws draws, long nanos) {
    return between(
        draws,
        "",
        (one, other) -> {
          network.reset(one, other);
          return NetworkStrikes::nothing;
        });
  }
}
