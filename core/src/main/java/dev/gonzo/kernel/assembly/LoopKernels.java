package dev.gonzo.kernel.assembly;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.driver.epoll.EpollDriver;
import dev.gonzo.kernel.driver.nio.NioDriver;
import dev.gonzo.kernel.driver.uring.UringDriver;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.RunningKernels;
import dev.gonzo.kernel.loop.guest.DeviceThread;
import dev.gonzo.kernel.loop.guest.GuestLoop;
import dev.gonzo.kernel.loop.guest.GuestThread;
import dev.gonzo.kernel.loop.run.KernelHere;
import dev.gonzo.kernel.loop.run.KernelInstead;
import dev.gonzo.kernel.loop.run.LoggerSearch;
import dev.gonzo.kernel.loop.run.LoopThread;
import dev.gonzo.kernel.loop.signals.SignalOwner;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts Gonzo's own kernels together: a loop, a driver, and the thread or the host that steps the
 * loop. {@link Kernels} opens kernels through this class, and names no other class behind the API.
 */
public final class LoopKernels {
  private static final List<String> WITH_DEVICES = List.of("epoll", "uring", "nio", "guest");
  private static final String WITHOUT_DEVICES = "none";

  /** The groups of traps that the drivers of all kernels with devices answer. */
  private static final Set<Class<?>> DEVICES = Set.of(NetTrap.class, ProcessTrap.class);

  private LoopKernels() {}

  /** {@return the names of the kernels with devices, the default first} */
  public static List<String> names() {
    return WITH_DEVICES;
  }

  /**
   * Whether a kernel is one of these, with devices or without.
   *
   * @param name its name, in lower case
   * @return whether it is
   */
  public static boolean contains(String name) {
    return WITH_DEVICES.contains(name) || name.equals(WITHOUT_DEVICES);
  }

  /**
   * Prepares what every kernel needs and what takes some time, in another thread. For callers that
   * do not know yet which kernel they open.
   */
  public static void prepare() {
    LoggerSearch.begin();
  }

  /** {@return the kernel for code of a simulation or the like; null for any other code} */
  public static @Nullable Kernel openHere() {
    return KernelHere.open();
  }

  /**
   * Opens the kernel that runs a program instead of the one that it names.
   *
   * @param name the name of the kernel that was asked for
   * @return the kernel, in a replay; null for the one of that name
   */
  public static @Nullable Kernel openInstead(String name) {
    return KernelInstead.open(name);
  }

  /**
   * Returns why one of them cannot work here.
   *
   * @param name its name, in lower case
   * @return the reason and what to do about it; empty if it can
   */
  public static Optional<String> whyUnavailable(String name) {
    return switch (name) {
      case "epoll" -> EpollDriver.whyUnavailable();
      case "uring" -> UringDriver.whyUnavailable();
      case "nio" -> NioDriver.whyUnavailable();
      case "guest" ->
          guestsDevices().equals("epoll") ? Optional.empty() : NioDriver.whyUnavailable();
      case WITHOUT_DEVICES -> Optional.empty();
      default -> throw unknown(name);
    };
  }

  /**
   * Creates one of them.
   *
   * @param name its name, in lower case
   * @param clock its clock
   * @return a kernel that has not run
   */
  public static Kernel open(String name, Clock clock) {
    return switch (name) {
      case "epoll" -> onThread(name, clock, EpollDriver::new);
      case "uring" -> onThread(name, clock, UringDriver::new);
      case "nio" -> onThread(name, clock, NioDriver::new);
      case "guest" -> new GuestThread(DEVICES, wake -> guest(guestsDevices(), clock, wake));
      case WITHOUT_DEVICES -> new LoopThread(name, clock, NoDevices::new, Set.of());
      default -> throw unknown(name);
    };
  }

  private static Kernel onThread(String name, Clock clock, Supplier<? extends Driver> drivers) {
    return new LoopThread(name, clock, drivers, DEVICES);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("'" + name + "' is not one of Gonzo's own kernels");
  }

  /** {@return the name of the devices that work best here for a guest} */
  public static String guestsDevices() {
    return EpollDriver.whyUnavailable().isEmpty() ? "epoll" : "nio";
  }

  /**
   * Creates a kernel that runs inside an existing event loop.
   *
   * @param devices the name of its devices: epoll, nio, or none
   * @param clock its clock
   * @param wake asks the host for a step
   * @return a kernel that has not begun
   * @throws IllegalArgumentException if there are no devices of that name
   * @throws UnsupportedOperationException if they cannot work here, or not for a guest
   */
  public static GuestKernel guest(String devices, Clock clock, Runnable wake) {
    Driver driver =
        switch (devices.toLowerCase(Locale.ROOT)) {
          case "epoll" -> new EpollDriver();
          case "nio" -> new NioDriver();
          case WITHOUT_DEVICES -> new NoDevices();
          case "uring" ->
              throw new UnsupportedOperationException(
                  "a ring can be used only by the thread that created it, and a guest kernel waits"
                      + " for its devices in another thread than the one that steps it: choose"
                      + " epoll or nio");
          default ->
              throw new IllegalArgumentException(
                  "there are no devices called '" + devices + "' for a guest: choose epoll or nio");
        };
    return GuestLoop.withDevices(clock, driver, wake, DeviceThread.PATIENCE);
  }

  /** {@return the kernels that run in this JVM now, in the order in which they began} */
  public static List<RunningKernel> running() {
    return RunningKernels.snapshot();
  }

  /**
   * Calls a listener for each kernel that starts.
   *
   * @param listener takes each kernel, before its main task is created
   * @return closing it removes the listener
   */
  public static RunningKernel.Observation whenStarted(Consumer<? super RunningKernel> listener) {
    return RunningKernels.whenBegun(listener);
  }

  /**
   * Prepares work for another thread: kernels that run there get termination signals if one that
   * runs in the calling thread would.
   *
   * @param work the work
   * @return the same work, for the other thread
   */
  public static Runnable withCallersSignals(Runnable work) {
    return SignalOwner.asHere(work);
  }
}
