package dev.gonzo.sim;

import dev.gonzo.sim.world.Draws;
import org.jspecify.annotations.Nullable;

/** The faults that happen to the disk of a host from time to time. */
final class DiskStrikes {
  private static void nothing() {}

  private final FaultTargets targets;

  DiskStrikes(FaultTargets targets) {
    this.targets = targets;
  }

  Strike.@Nullable Aimed stick(Draws draws, long nanos) {
    Machine machine = targets.any(draws, _ -> true);
    return machine == null
        ? null
        : aimed(
            machine,
            nanos,
            () -> {
              machine.stickDisk(nanos);
              return DiskStrikes::nothing;
            });
  }

  Strike.@Nullable Aimed fill(Draws draws, long nanos) {
    Machine machine = targets.any(draws, _ -> true);
    return machine == null ? null : aimed(machine, nanos, () -> machine.disk().fill());
  }

  private static Strike.Aimed aimed(Machine machine, long nanos, Strike.Happening happen) {
    return new Strike.Aimed(machine.host().name() + " for " + nanos, happen);
  }
}
