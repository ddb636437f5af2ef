package dev.gonzo.sim;

import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.world.Draws;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults that happen to one host from time to time: to its power, its processor, its clocks.
 */
final class HostStrikes {
  private static void nothing() {}

  /** How often a failure of power concerns all hosts. */
  private static final double ALL_AT_ONCE = 0.2;

  private static final double SHORTEST_TURN = 1_000;
  private static final double LONGEST_TURN = 5_000_000;
  private static final double SMALLEST_JUMP = 1e6;
  private static final double LARGEST_JUMP = 3_600e9;
  private static final double SMALLEST_DRIFT = 1e-6;
  private static final double LARGEST_DRIFT = 0.1;

  private final FaultTargets targets;
  private final Set<SimulatedHost> drifting = new LinkedHashSet<>();

  HostStrikes(FaultTargets targets) {
    this.targets = targets;
  }

  Strike.@Nullable Aimed crash(Draws draws, long nanos) {
    boolean all = draws.chance(ALL_AT_ONCE);
    Machine one = targets.any(draws, _ -> true);
    if (one == null) {
      return null;
    }
    List<SimulatedHost> hosts =
        all ? targets.all().stream().map(Machine::host).toList() : List.of(one.host());
    List<String> names = hosts.stream().map(SimulatedHost::name).toList();
    return new Strike.Aimed(
        names + " for " + nanos,
        () -> {
          List<Runnable> ends = hosts.stream().map(HostStrikes::crash).toList();
          return () -> ends.forEach(Runnable::run);
        });
  }

  private static Runnable crash(SimulatedHost host) {
    long start = host.starts();
    host.powerFails();
    return () -> {
      if (host.starts() == start) { // otherwise the program of the test has started it
        host.start();
      }
    };
  }

  Strike.@Nullable Aimed pause(Draws draws, long nanos) {
    Machine machine = targets.any(draws, _ -> true);
    return machine == null ? null : aimed(machine, " for " + nanos, () -> machine.host().stop());
  }

  Strike.@Nullable Aimed slowDown(Draws draws, long nanos) {
    Machine machine = targets.any(draws, _ -> true);
    long turn = (long) FaultMix.between(draws, SHORTEST_TURN, LONGEST_TURN);
    return machine == null
        ? null
        : aimed(machine, " by " + turn + " for " + nanos, () -> machine.host().slowDownBy(turn));
  }

  Strike.@Nullable Aimed jump(Draws draws, long nanos) {
    Machine machine = targets.any(draws, _ -> true);
    boolean isForwards = draws.chance(0.5);
    long size = (long) FaultMix.between(draws, SMALLEST_JUMP, LARGEST_JUMP);
    Duration forwards = Duration.ofNanos(isForwards ? size : -size);
    return machine == null
        ? null
        : aimed(
            machine,
            " by " + forwards,
            () -> {
              machine.host().setWallClock(forwards);
              return HostStrikes::nothing;
            });
  }

  Strike.@Nullable Aimed drift(Draws draws, long nanos) {
    Machine machine = targets.any(draws, each -> !drifting.contains(each.host()));
    boolean isFast = draws.chance(0.5);
    double size = FaultMix.between(draws, SMALLEST_DRIFT, LARGEST_DRIFT);
    double rate = isFast ? 1 + size : 1 - size;
    return machine == null
        ? null
        : aimed(machine, " at " + rate + " for " + nanos, () -> drift(machine.host(), rate));
  }

  private Runnable drift(SimulatedHost host, double rate) {
    drifting.add(host);
    Runnable end = host.driftBy(rate);
    return () -> {
      drifting.remove(host);
      end.run();
    };
  }

  private static Strike.Aimed aimed(Machine machine, String how, Strike.Happening happen) {
    return new Strike.Aimed(machine.host().name() + how, happen);
  }
}
