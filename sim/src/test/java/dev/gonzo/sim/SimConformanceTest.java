package dev.gonzo.sim;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.disk.Account;
import dev.gonzo.sim.disk.Disk;
import dev.gonzo.sim.disk.DiskSettings;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.Recording;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.tck.FullKernelConformance;
import dev.gonzo.tck.KernelPeers;
import dev.gonzo.tck.NeedsOutside;
import dev.gonzo.tck.Orders;
import dev.gonzo.tck.PeerProcess;
import dev.gonzo.tck.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The conformance kit on a simulated host, whose peers are other tasks of it. */
@Tag("realTime")
class SimConformanceTest extends FullKernelConformance {
  private static final long NANOS_OF_2000 = 946_684_800_000_000_000L;

  @RegisterExtension static final LeftOut LEFT_OUT = new LeftOut();

  static {
    PosixPrograms.register();
  }

  // All kernels of a test see the same files.
  private final Disk disk = disk();
  // The host of the kernel that has begun last.
  private @Nullable SimulatedHost host;
  private int others;

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
    disk.makeSystemFiles();
    return disk;
  }

  @AfterAll
  static void each_test_that_was_left_out_has_a_reason() throws IOException {
    LEFT_OUT.check();
  }

  @Override
  protected Optional<Orders> orders() {
    return Optional.of(new OrdersInOtherJvm());
  }

  /** Each turn takes time, as on a real kernel: a task may wait for the time in a loop. */
  @Override
  protected Kernel kernel() {
    return open(0);
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return open(Long.MAX_VALUE);
  }

  private Kernel open(long turnsWithoutTime) {
    return new SimulatedKernel(
        new Settings(
            1,
            true,
            false,
            Long.MAX_VALUE,
            turnsWithoutTime,
            Recording.to(Boolean.getBoolean("gonzo.sim.trace") ? System.err::println : null)),
        this::devices);
  }

  private HostDevices devices(SimulatedHost started) {
    if (host == null || !host.isUp()) {
      host = started;
    }
    return Machines.with(disk).create(started);
  }

  private SimulatedHost host() {
    return Objects.requireNonNull(host, "no kernel has run");
  }

  @Override
  protected Peers peers() {
    return new Simulated();
  }

  private final class Simulated extends KernelPeers {
    Simulated() {
      super(SimConformanceTest.this::kernel);
    }

    /** A simulation that is not closed lets threads outside act on its tasks; and has a shell. */
    @Override
    public boolean have(String need) {
      return need.equals(NeedsOutside.THREAD) || need.equals(NeedsOutside.SHELL);
    }

    @Override
    public PeerProcess process() {
      return new SimulatedProcess();
    }

    /** Runs it on another host of the same world, in turn with the tasks of the caller's. */
    @Override
    public void runOnAnotherKernel(Supplier<Kernel> kernels, AsyncRunnable<RuntimeException> main) {
      var thrown = new AtomicReference<@Nullable Throwable>();
      SimulatedHost other =
          host()
              .world()
              .host(
                  "other" + others++,
                  () -> {
                    try {
                      main.run();
                    } catch (Throwable failure) {
                      thrown.set(failure);
                    }
                    return null;
                  },
                  List.of());
      other.start();
      boolean _ =
          Gonzo.<Boolean, RuntimeException>suspendUntil(
              resumer -> other.whenDown(() -> resumer.resume(true)));
      Throwable failure = thrown.get();
      if (failure != null) {
        throw Rethrow.unchecked(failure);
      }
    }

    @Override
    public void compute(Duration time) {
      host().compute(time.toNanos());
    }
  }

  /** The process of the main program of the host. */
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
    public Path workingDirectory() {
      return Path.of("/home");
    }

    @Override
    public void signal(String name) {
      host().signal(name);
    }

    /** What the kernel has open that has begun last; nothing if it has ended. */
    @Override
    public Optional<List<String>> descriptors() {
      return Optional.of(host == null ? List.of() : host.open());
    }

    @Override
    public boolean startsPrograms() {
      return true;
    }

    @Override
    public Set<Long> children() {
      return host == null ? Set.of() : new LinkedHashSet<>(host.processes().ids());
    }

    @Override
    public boolean isAlive(long id) {
      return id == id() || children().contains(id);
    }
  }
}
