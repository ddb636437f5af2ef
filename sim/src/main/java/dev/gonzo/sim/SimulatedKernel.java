package dev.gonzo.sim;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.run.KernelForOneRun;
import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.kernel.World;
import dev.gonzo.trap.NetTrap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A simulated world with one host. */
final class SimulatedKernel extends KernelForOneRun {
  private final Settings settings;
  private final HostDevices.Factory devices;
  private final @Nullable ProgramRuns trial;

  SimulatedKernel(Settings settings, HostDevices.Factory devices) {
    this(settings, devices, null);
  }

  /**
   * Creates a kernel that has not run.
   *
   * @param trial the trial of a program that it is part of; null if it is part of none
   */
  SimulatedKernel(Settings settings, HostDevices.Factory devices, @Nullable ProgramRuns trial) {
    super("sim", Set.of(NetTrap.class));
    this.settings = settings;
    this.devices = devices;
    this.trial = trial;
  }

  Settings settings() {
    return settings;
  }

  HostDevices.Factory devices() {
    return devices;
  }

  private World world() {
    return trial == null ? new World(settings, devices) : trial.world(this);
  }

  @Override
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      AsyncCallable<T, X> main, List<Activation> activations) throws X {
    return new OneRun<T, X>(main, activations).await();
  }

  /** One run, and its result. */
  private final class OneRun<T extends @Nullable Object, X extends Exception> {
    private final World world = world();
    private final SimulatedHost host;
    private @Nullable Object value;
    private @Nullable Throwable failure;

    OneRun(AsyncCallable<T, X> main, List<Activation> activations) {
      host = world.host("localhost", main, activations);
      host.start();
    }

    private void work() {
      try {
        value = world.run(host).valueOrThrow();
      } catch (Throwable thrown) {
        failure = thrown;
      }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the main program returns a T
    T await() throws X {
      Run.onThread("gonzo-kernel-sim", this::work, this::cancel);
      if (trial != null) {
        trial.ended(world);
      } else if (failure != null) {
        System.err.println(
            "gonzo: the run in the simulation has failed, history "
                + world.hash()
                + "; it is repeated with -Dgonzo.seed="
                + settings.seed());
      }
      if (failure != null) {
        throw Rethrow.unchecked(failure);
      }
      return (T) value;
    }

    private void cancel() {
      host.cancelMain(
          new Cancelled(
              "the thread that called run was interrupted", Thread.currentThread().getName()));
    }
  }
}
