package dev.gonzo.kernel;

import dev.gonzo.Supervision;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.driver.epoll.EpollDriver;
import dev.gonzo.kernel.driver.nio.NioDriver;
import dev.gonzo.kernel.driver.uring.UringDriver;
import dev.gonzo.trap.Trap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes kernels by name; where {@code run} finds the one that works best here. */
public final class Kernels {
  private static final List<String> NAMES = List.of("epoll", "uring", "nio", "guest");

  /** The groups of traps that a driver of each of these answers. */
  static final Set<Class<?>> DEVICES = Set.of(Trap.Net.class, Trap.Processes.class);

  private Kernels() {}

  /**
   * {@return the names of the kernels with devices, be they available here or not; the default
   * first, those of a {@link KernelProvider} last}
   */
  public static List<String> names() {
    return Stream.concat(NAMES.stream(), providers().flatMap(one -> one.names().stream()))
        .distinct()
        .toList();
  }

  private static Stream<KernelProvider> providers() {
    return ServiceLoader.load(KernelProvider.class).stream().map(ServiceLoader.Provider::get);
  }

  private static KernelProvider provider(String name) {
    return providers()
        .filter(one -> one.names().contains(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no kernel called '" + name + "': choose " + inWords(names())));
  }

  private static String inWords(List<String> names) {
    return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }

  /**
   * Tells why a kernel cannot work here. Opens its devices, waits for them once, and closes them
   * again: a limit or a sandbox may allow one system call of a kernel and refuse the next. What has
   * worked once is not tried again.
   *
   * @param name what users call it
   * @return the reason and what to do about it, as a sentence without its full stop; empty if it
   *     can
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   */
  public static Optional<String> whyUnavailable(String name) {
    String known = name.toLowerCase(Locale.ROOT);
    return switch (known) {
      case "epoll" -> EpollDriver.whyUnavailable();
      case "uring" -> UringDriver.whyUnavailable();
      case "nio" -> NioDriver.whyUnavailable();
      case "guest" ->
          guestsDevices().equals("epoll") ? Optional.empty() : NioDriver.whyUnavailable();
      case "none" -> Optional.empty();
      default -> provider(known).whyUnavailable(known);
    };
  }

  /**
   * Says what a kernel lacks that others have, so that a program that needs it runs on those alone.
   *
   * @param name what users call it
   * @return what it lacks, as it follows "without"; empty if nothing
   */
  public static Optional<String> whatIsMissing(String name) {
    return name.toLowerCase(Locale.ROOT).equals("nio")
        ? Optional.of(
            "process groups (Command.processGroup), signals other than 15 and 9, and abstract Unix"
                + " addresses: programs that need them run on epoll or uring")
        : Optional.empty();
  }

  /**
   * Makes the kernel that {@code -Dgonzo.kernel} asks for, or else the one that works best here.
   *
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  public static Kernel open() {
    return open(System.getProperty("gonzo.kernel", bestHere()));
  }

  private static String bestHere() {
    return NAMES.stream()
        .filter(name -> whyUnavailable(name).isEmpty())
        .findFirst()
        .orElse("nio"); // which then says what it needs
  }

  /** {@return the names of the carriers of coroutines, the default first} */
  public static List<String> carriers() {
    return Carrier.names();
  }

  /**
   * Tells why a carrier cannot work in this JVM.
   *
   * @param carrier one of {@link #carriers}
   * @return the reason, as a sentence without its full stop; empty if it can
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   */
  public static Optional<String> whyCarrierUnavailable(String carrier) {
    return Carrier.whyUnavailable(carrier);
  }

  /**
   * Tells what carries the coroutines of all kernels in this JVM: {@code scheduler}, or {@code
   * baton}, which needs no flags, is slower, and on which a foreign block keeps its kernel. Chosen
   * by {@code -Dgonzo.carrier}; without that, the faster one, if the JVM was started with the flags
   * for it.
   *
   * @return its name
   */
  public static String carrier() {
    return Carrier.name();
  }

  /**
   * Makes a kernel.
   *
   * @param name what users call it
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  public static Kernel open(String name) {
    return open(name, Clock.system());
  }

  /**
   * Makes a kernel that runs on a clock of the caller's.
   *
   * @param name what users call it
   * @param clock its time
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  public static Kernel open(String name, Clock clock) {
    String known = name.toLowerCase(Locale.ROOT);
    return switch (known) {
      case "epoll" -> new LoopThread("epoll", clock, EpollDriver::new, DEVICES);
      case "uring" -> new LoopThread("uring", clock, UringDriver::new, DEVICES);
      case "nio" -> new LoopThread("nio", clock, NioDriver::new, DEVICES);
      case "guest" -> new GuestThread(clock);
      case "none" -> new LoopThread("none", clock, NoDevices::new, Set.of());
      default -> provider(known).open(known, clock);
    };
  }

  /**
   * Makes a kernel that is stepped from somebody else's loop, with the devices that work best here:
   * see {@link GuestKernel}.
   *
   * @param wake asks the host to call {@link GuestKernel#step}; any thread calls it, it must not
   *     block, and it must not step by itself
   * @return a kernel that has not begun
   */
  public static GuestKernel guest(Runnable wake) {
    return guest(guestsDevices(), Clock.system(), wake);
  }

  static String guestsDevices() {
    return EpollDriver.whyUnavailable().isEmpty() ? "epoll" : "nio";
  }

  /**
   * Makes a kernel that is stepped from somebody else's loop, on a clock of the caller's.
   *
   * @param name whose devices: epoll, nio, or none
   * @param clock its time
   * @param wake asks the host to call {@link GuestKernel#step}; any thread calls it, it must not
   *     block, and it must not step by itself
   * @return a kernel that has not begun
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here, or not as a guest; the message
   *     tells why
   */
  public static GuestKernel guest(String name, Clock clock, Runnable wake) {
    Driver driver =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "epoll" -> new EpollDriver();
          case "nio" -> new NioDriver();
          case "none" -> new NoDevices();
          case "uring" ->
              throw new UnsupportedOperationException(
                  "a ring serves the one thread that made it, and a guest's devices are waited for"
                      + " by another than steps it: choose epoll or nio");
          default ->
              throw new IllegalArgumentException(
                  "there are no devices called '" + name + "' for a guest: choose epoll or nio");
        };
    return GuestKernel.withDevices(clock, driver, wake, DeviceThread.PATIENCE);
  }

  /**
   * Runs a program on several kernels side by side, most often as many as there are cores, and
   * waits for all of them. They share nothing: each has its thread, its devices and its tasks.
   * Their listeners take the connections of one port in turn if each was made with {@link
   * dev.gonzo.net.ListenOptions#reusePort}, and they send each other messages by universal queues,
   * made before they begin.
   *
   * <p>One that fails ends all: the others are cancelled and awaited. So does an interrupt of the
   * calling thread; Ctrl-C and SIGTERM too if that is the JVM's main thread, and then the program
   * ends.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param count how many, at least 1
   * @param main the body of each one's main task, given its number
   * @throws KernelFailed if one of them has failed; it names which
   * @throws dev.gonzo.Cancelled if the calling thread was interrupted, and that ended them
   * @throws IllegalArgumentException if the count is less than 1
   * @throws IllegalStateException inside a coroutine
   */
  public static void perCore(int count, CoreRunnable main) {
    List<@Nullable Void> _ =
        new Cores<@Nullable Void>(count, Kernels::open, null, returningNull(main)).run();
  }

  /**
   * Does what {@link #perCore(int, CoreRunnable)} does, for a body that returns something.
   *
   * @param count how many, at least 1
   * @param main the body of each one's main task, given its number
   * @param <T> what they return
   * @return what they have returned, in the order of their numbers
   */
  public static <T extends @Nullable Object> List<T> resultsPerCore(
      int count, CoreCallable<T> main) {
    return new Cores<T>(count, Kernels::open, null, main).run();
  }

  /**
   * Does what {@link #perCore(int, CoreRunnable)} does, but a kernel that fails with an exception
   * is replaced by another, after pauses; the others go on meanwhile. A failure too many, and one
   * that is an error, ends all.
   *
   * @param count how many, at least 1
   * @param supervision the pauses, and how many failures of one kernel are borne
   * @param main the body of each one's main task, given its number
   */
  public static void perCore(int count, Supervision supervision, CoreRunnable main) {
    List<@Nullable Void> _ =
        new Cores<@Nullable Void>(
                count, Kernels::open, Objects.requireNonNull(supervision), returningNull(main))
            .run();
  }

  /**
   * Does what {@link #perCore(int, Supervision, CoreRunnable)} does, for a body that returns
   * something.
   *
   * @param count how many, at least 1
   * @param supervision the pauses, and how many failures of one kernel are borne
   * @param main the body of each one's main task, given its number
   * @param <T> what they return
   * @return what they have returned at last, in the order of their numbers
   */
  public static <T extends @Nullable Object> List<T> resultsPerCore(
      int count, Supervision supervision, CoreCallable<T> main) {
    return new Cores<T>(count, Kernels::open, Objects.requireNonNull(supervision), main).run();
  }

  private static CoreCallable<@Nullable Void> returningNull(CoreRunnable main) {
    Objects.requireNonNull(main);
    return core -> {
      main.run(core);
      return null;
    };
  }
}
