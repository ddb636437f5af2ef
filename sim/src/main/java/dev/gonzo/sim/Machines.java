package dev.gonzo.sim;

import dev.gonzo.sim.disk.Disk;
import dev.gonzo.sim.disk.DiskSettings;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.kernel.World;
import dev.gonzo.sim.net.Network;
import dev.gonzo.sim.process.Programs;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network of a world, and the machines on it: each host has addresses and a disk, which outlive
 * its programs. Simulation's thread only.
 */
final class Machines implements HostDevices.Factory {
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final int MOST = 65_000;

  private final Programs programs;
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private @Nullable Network network;

  /**
   * Creates a world without machines.
   *
   * @param programs what they can start
   */
  Machines(Programs programs) {
    this.programs = programs;
  }

  @Override
  public HostDevices create(SimulatedHost host) {
    Machine machine = machines.get(host.name());
    return (machine == null ? add(host, List.of()) : machine).start();
  }

  /**
   * Adds the machine of a host, which is down.
   *
   * @param addresses its addresses; none for one that is chosen
   * @throws IllegalArgumentException if another machine has one of the addresses, or one means more
   *     than one machine
   */
  Machine add(SimulatedHost host, List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      if (address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || address.isMulticastAddress()) {
        throw new IllegalArgumentException(
            address.getHostAddress() + " is no address of one host: choose another");
      }
    }
    var machine =
        new Machine(
            host,
            network(host.world()),
            addresses.isEmpty() ? List.of(address(host.world())) : addresses,
            disk(host),
            programs);
    machines.put(host.name(), machine);
    return machine;
  }

  /** All machines, in the order in which they were added. */
  Collection<Machine> all() {
    return Collections.unmodifiableCollection(machines.values());
  }

  Network network(World world) {
    if (network == null) {
      network = new Network(world.agenda(), world.draws(), world.faults(), world.journal());
    }
    return network;
  }

  private InetAddress address(World world) {
    for (int number = machines.size() + 1; number <= MOST; number++) {
      var address = InetAddress.ofLiteral("10.0." + (number >> 8) + "." + (number & 0xFF));
      if ((number & 0xFF) != 0xFF && (number & 0xFF) != 0 && network(world).isFree(address)) {
        return address;
      }
    }
    throw new IllegalStateException("a world has at most " + MOST + " hosts");
  }

  private static Disk disk(SimulatedHost host) {
    World world = host.world();
    var disk =
        new Disk(
            host.name(),
            DiskSettings.plain(),
            host.draws().forPurpose("disk"),
            world.faults(),
            world.journal(),
            () -> nanos(host.wallTime()));
    disk.makeSystemFiles();
    return disk;
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS_A_SECOND + time.getNano();
  }

  /** {@return a factory for worlds with one host, all of which have this disk} */
  static HostDevices.Factory with(Disk disk) {
    return host -> {
      World world = host.world();
      var network = new Network(world.agenda(), world.draws(), world.faults(), world.journal());
      return new Machine(
              host,
              network,
              List.of(InetAddress.ofLiteral("10.0.0.1")),
              disk,
              SimulatedKernels.programsHere())
          .start();
    };
  }
}
