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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The kit's chapters about processes, on a simulated host with some programs of POSIX. */
@Tag("realTime")
@ExtendWith(ProcessesKitTest.OnlyProcesses.class)
class ProcessesKitTest extends FullKernelConformance {
  private static final long NANOS_OF_2000 = 946_684_800_000_000_000L;

  static {
    PosixPrograms.register();
  }

  private final Disk disk = disk();
  private @Nullable SimulatedHost host;

  /** Leaves out the other chapters, which run in another class. */
  static final class OnlyProcesses implements ExecutionCondition {
    private static final Set<String> CHAPTERS = Set.of("Processes", "ProcessesLoss", "Pipelines");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Class<?> type = context.getRequiredTestClass();
      return type == ProcessesKitTest.class || CHAPTERS.contains(type.getSimpleName())
          ? ConditionEvaluationResult.enabled("it is about processes")
          : ConditionEvaluationResult.disabled("it is not about processes");
    }
  }

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
        new Settings(1, true, false, Long.MAX_VALUE, 1_000, null),
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
      super(ProcessesKitTest.this::kernel);
    }

    @Override
    public PeerProcess process() {
      return new SimulatedProcesses();
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

  /** The processes of the simulated host. */
  private final class SimulatedProcesses implements PeerProcess {
    private SimulatedHost host() {
      return Objects.requireNonNull(host, "no kernel has run");
    }

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
      host().signal(name);
    }

    @Override
    public Optional<List<String>> descriptors() {
      return Optional.empty();
    }

    @Override
    public boolean startsPrograms() {
      return true;
    }

    @Override
    public Set<Long> children() {
      return new LinkedHashSet<>(host().processes().ids());
    }

    @Override
    public boolean isAlive(long id) {
      return id == id() || host().processes().ids().contains(id);
    }
  }
}
