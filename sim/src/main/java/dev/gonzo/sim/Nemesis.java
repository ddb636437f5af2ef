package dev.gonzo.sim;

import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.kernel.World;
import dev.gonzo.sim.net.NetworkFaults;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Subject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets the faults of a mix happen, on the agenda of the world, until they end. Simulation's thread
 * only.
 */
final class Nemesis {
  private static final double NANOS_A_MILLISECOND = 1e6;

  /** Faults become rarer once this many have happened in a row without a turn of any program. */
  private static final double MANY_IDLE = 100;

  private final World world;
  private final Machines machines;
  private final FaultTargets targets;
  private final NetworkFaults network;
  private final HostStrikes hostStrikes;
  private final NetworkStrikes networkStrikes;
  private final DiskStrikes diskStrikes;
  private final Draws draws;
  private final ChanceFaults chances = new ChanceFaults();
  private final Map<FaultKind, Agenda.Event> planned = new LinkedHashMap<>();
  private final Set<Lasting> lasting = new LinkedHashSet<>();
  private boolean hasEnded;
  private long turns;
  private int idle;

  Nemesis(World world, Machines machines, SimulatedHost main) {
    this.world = world;
    this.machines = machines;
    targets = new FaultTargets(machines.all(), main);
    network = new NetworkFaults(machines.network(world));
    hostStrikes = new HostStrikes(targets);
    networkStrikes = new NetworkStrikes(targets, network);
    diskStrikes = new DiskStrikes(targets);
    draws = world.draws().forPurpose("faults");
  }

  /** Begins with the mix that the seed draws. */
  void begin(FaultMix mix) {
    List<FaultMix.Chosen> drawn = mix.draw(draws);
    for (FaultMix.Chosen chosen : drawn) {
      world.journal().record("faults: " + chosen.kind() + " at " + chosen.rate());
      if (chosen.isNamed()) {
        world.faults().configured(chosen.kind().text());
      }
      if (chosen.kind().isByChance()) {
        chances.add(chosen.kind(), chosen.rate());
      } else {
        plan(chosen, draws.forPurpose("strikes of " + chosen.kind()), 0);
      }
    }
    if (!chances.isEmpty()) {
      for (Machine machine : machines.all()) {
        if (machine.isSpared()) {
          network.spare(machine.host().name());
        }
      }
      network.conditions(chances.ofNetwork());
      targets.withDisks().forEach(machine -> machine.worsenDisk(chances.ofDisks()));
    }
    if (!drawn.isEmpty()) {
      mix.end()
          .ifPresent(end -> {
            Agenda.Event _ = world.agenda().at(end.toNanos(), this::end);
          });
    }
  }

  /** Lets the faults concern a machine that is added while they happen. */
  void isAdded(Machine machine) {
    if (!hasEnded && !chances.isEmpty()) {
      machine.worsenDisk(chances.ofDisks());
    }
  }

  /** Lets the faults no longer concern a machine. */
  void isSpared(Machine machine) {
    network.spare(machine.host().name());
    machine.worsenDisk(null);
  }

  /** Ends all faults. Does nothing if they have ended. */
  void end() {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    world.journal().record("faults: end");
    planned.values().forEach(Agenda.Event::cancel);
    planned.clear();
    List.copyOf(lasting).forEach(Lasting::end);
    network.conditions(null);
    machines.all().forEach(machine -> machine.worsenDisk(null));
  }

  // ---------------------------------------------------------------- from time to time

  private void plan(FaultMix.Chosen chosen, Draws own, long after) {
    // In a world in which nothing else happens they would go on for ever.
    double rarer = 1 + idle / MANY_IDLE;
    // StrictMath, since the last bit of Math.log may differ from one JVM to another.
    double pause = chosen.rate() * NANOS_A_MILLISECOND * -StrictMath.log(1 - own.unit());
    long nanos = after + Math.max(1, (long) (pause * rarer * rarer));
    planned.put(chosen.kind(), world.agenda().after(nanos, () -> strike(chosen, own)));
  }

  private void strike(FaultMix.Chosen chosen, Draws own) {
    idle = world.taskTurns() == turns ? idle + 1 : 0;
    turns = world.taskTurns();
    FaultKind kind = chosen.kind();
    double least = Math.max(1, chosen.shortest().toNanos());
    double most = Math.max(1, chosen.longest().toNanos());
    long nanos = (long) FaultMix.between(own, least, most);
    Strike.Aimed aimed = strikeOf(kind).aim(own, nanos);
    if (aimed != null && world.faults().strikes(kind.text())) {
      world
          .journal()
          .record(
              Subject.of(Subject.NO_HOST, Subject.FAULT),
              "faults: " + kind.text() + ": " + aimed.target());
      Runnable end = aimed.happen().begin();
      if (kind.lasts()) {
        lasting.add(new Lasting(end, nanos));
      }
    }
    // Also if it was left out, so that the later ones come at the same times.
    plan(chosen, own, aimed != null && kind.lasts() ? nanos : 0);
  }

  /** A fault that lasts now. */
  private final class Lasting {
    private final Runnable end;
    private final Agenda.Event event;

    Lasting(Runnable end, long nanos) {
      this.end = end;
      event = world.agenda().after(nanos, this::end);
    }

    void end() {
      lasting.remove(this);
      event.cancel();
      end.run();
    }
  }

  private Strike strikeOf(FaultKind kind) {
    return switch (kind) {
      case CRASH -> hostStrikes::crash;
      case PAUSE -> hostStrikes::pause;
      case SLOW_HOST -> hostStrikes::slowDown;
      case CLOCK_JUMP -> hostStrikes::jump;
      case CLOCK_DRIFT -> hostStrikes::drift;
      case PARTITION -> networkStrikes::partition;
      case ONE_WAY_CUT -> networkStrikes::cutOneWay;
      case UNREACHABLE -> networkStrikes::refuse;
      case SLOW_PATH -> networkStrikes::delay;
      case CONNECTION_RESETS -> networkStrikes::reset;
      case STUCK_DISK -> diskStrikes::stick;
      case FULL_DISK -> diskStrikes::fill;
      case PACKET_LOSS,
          DUPLICATION,
          REORDERING,
          STREAM_RESET,
          STREAM_STALL,
          STREAM_SPLIT,
          SLOW_OPERATION,
          SHORT_TRANSFER,
          READ_ERROR,
          WRITE_ERROR,
          SYNC_ERROR,
          BIT_ROT ->
          throw new IllegalArgumentException(kind + " happens by chance");
    };
  }
}
