package dev.gonzo.sim;

import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.world.Draws;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The hosts of a simulation to which the faults of a mix can happen. */
final class FaultTargets {
  private final Collection<Machine> machines;
  private final SimulatedHost main;

  /**
   * Creates the targets.
   *
   * @param machines all machines, also those that are added later
   * @param main the host of the main program
   */
  FaultTargets(Collection<Machine> machines, SimulatedHost main) {
    this.machines = machines;
    this.main = main;
  }

  /** The machines that are not spared and run a program. */
  List<Machine> all() {
    return machines.stream()
        .filter(each -> !each.isSpared() && each.host() != main && each.host().isUp())
        .toList();
  }

  /** Chooses one of {@link #all()} of which something holds; null if there is none. */
  @Nullable Machine any(Draws draws, Predicate<Machine> fits) {
    List<Machine> fitting = all().stream().filter(fits).toList();
    return fitting.isEmpty() ? null : fitting.get(draws.below(fitting.size()));
  }

  /** The names of those whose network is not spared, in a drawn order. */
  List<String> shuffledNames(Draws draws) {
    List<String> names = new ArrayList<>();
    for (Machine machine : machines) {
      if (!machine.isSpared()) {
        names.add(machine.host().name());
      }
    }
    for (int last = names.size() - 1; last > 0; last--) {
      int other = draws.below(last + 1);
      names.set(last, names.set(other, names.get(last)));
    }
    return names;
  }

  /** Those whose disks are not spared. */
  List<Machine> withDisks() {
    return machines.stream()
        .filter(machine -> !machine.isSpared() && machine.host() != main)
        .toList();
  }
}
