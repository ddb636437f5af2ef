package dev.gonzo.sim;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.sim.disk.Account;
import dev.gonzo.sim.disk.Disk;
import dev.gonzo.sim.disk.DiskSettings;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.tck.FullKernelConformance;
import dev.gonzo.tck.KernelPeers;
import dev.gonzo.tck.PeerProcess;
import dev.gonzo.tck.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** The conformance kit on a simulated host, whose peers are other tasks of it. */
@Tag("realTime")
class SimConformanceTest extends FullKernelConformance {
  private static final long NANOS_OF_2000 = 946_684_800_000_000_000L;

  // All kernels of a test see the same files.
  private final Disk disk = disk();
  private @Nullable SimulatedHost host;

  private static Disk disk() {
    var disk =
        new Disk(
            "localhost",
            DiskSettings.plain(),
            Draws.of(1).forPurpose("disk"),
            new Faults(),
            _ -> {},
            () -> NANOS_OF_2000);
    disk.makeDirectories(Path.of("/home"), Account.root());
    return disk;
  }

  @Override
  protected Kernel kernel() {
    return new SimulatedKernel(
        new Settings(1, true, false, Long.MAX_VALUE, Long.MAX_VALUE, null),
        started -> {
          host = started;
          return Machines.with(disk).create(started);
        });
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return kernel();
  }

  @Override
  protected Peers peers() {
    return new Simulated();
  }

  private final class Simulated extends KernelPeers {
    private final Peers real = Peers.real();

    Simulated() {
      super(SimConformanceTest.this::kernel);
    }

    @Override
    public PeerProcess process() {
      return new SimulatedProcess();
    }

    @Override
    public void runOnAnotherKernel(Supplier<Kernel> kernels, AsyncRunnable<RuntimeException> main)
        throws InterruptedException {
      real.runOnAnotherKernel(kernels, main);
    }

    @Override
    public void compute(Duration time) {
      real.compute(time);
    }
  }

  /** The simulated process, which is the only one on its host. */
  private final class SimulatedProcess implements PeerProcess {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public int user() {
      return 0;
    }

    @Override
    public void signal(String name) {
      Objects.requireNonNull(host, "no kernel has run").signal(name);
    }

    @Override
    public Optional<List<String>> descriptors() {
      return Optional.empty();
    }

    @Override
    public boolean startsPrograms() {
      return false;
    }

    @Override
    public Set<Long> children() {
      return Set.of();
    }

    @Override
    public boolean isAlive(long id) {
      return id == id();
    }
  }
}
