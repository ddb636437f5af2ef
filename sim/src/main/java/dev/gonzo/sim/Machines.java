package dev.gonzo.sim;

import dev.gonzo.sim.disk.Account;
import dev.gonzo.sim.disk.Disk;
import dev.gonzo.sim.disk.DiskSettings;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.kernel.World;
import dev.gonzo.sim.net.Network;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network of a world, and the machines on it: each host has an address and a disk, which
 * outlive its programs. Simulation's thread only.
 */
final class Machines implements HostDevices.Factory {
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final int MOST = 65_000;

  /** The working directory of all programs. */
  private static final Path HOME = Path.of("/home");

  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private @Nullable Network network;

  @Override
  public HostDevices create(SimulatedHost host) {
    Machine machine = machines.get(host.name());
    if (machine == null) {
      machine = new Machine(host, networkOf(host.world()), address(), disk(host), HOME);
      machines.put(host.name(), machine);
    }
    return machine.start();
  }

  private Network networkOf(World world) {
    if (network == null) {
      network = new Network(world.agenda(), world.draws(), world.faults(), world.journal());
    }
    return network;
  }

  private InetAddress address() {
    int number = machines.size() + 1;
    if (number > MOST) {
      throw new IllegalStateException("a world has at most " + MOST + " hosts");
    }
    return InetAddress.ofLiteral("10.0." + (number >> 8) + "." + (number & 0xFF));
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
    disk.makeDirectories(HOME, Account.root());
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
      return new Machine(host, network, InetAddress.ofLiteral("10.0.0.1"), disk, HOME).start();
    };
  }
}
