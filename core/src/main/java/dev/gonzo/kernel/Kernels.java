package dev.gonzo.kernel;

import dev.gonzo.Elsewhere;
import dev.gonzo.Supervision;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.assembly.LoopKernels;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates kernels by name, and finds the one that works best here. */
public final class Kernels {
  private Kernels() {}

  /**
   * {@return the names of the kernels with devices, available here or not; the default first, those
   * of a {@link KernelProvider} last}
   */
  public static List<String> names() {
    return Stream.concat(
            LoopKernels.names().stream(), providers().flatMap(one -> one.names().stream()))
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
   * Returns why a kernel cannot work here. It opens the kernel's devices, waits for them once, and
   * closes them again, since a limit or a sandbox may allow one of the system calls and refuse the
   * next. A kernel that has worked once is not tried again.
   *
   * @param name its name
   * @return the reason and what to do about it, as a sentence without its full stop; empty if it
   *     can
   * @throws IllegalArgumentException if there is no kernel of that name; the message lists the
   *     names
   */
  public static Optional<String> whyUnavailable(String name) {
    String known = name.toLowerCase(Locale.ROOT);
    return LoopKernels.contains(known)
        ? LoopKernels.whyUnavailable(known)
        : provider(known).whyUnavailable(known);
  }

  /**
   * Returns what a kernel lacks that others have: programs that need it must run on another kernel.
   *
   * @param name its name
   * @return what it lacks, worded to follow "without"; empty if nothing
   */
  public static Optional<String> whatIsMissing(String name) {
    return name.toLowerCase(Locale.ROOT).equals("nio")
        ? Optional.of(
            "process groups (Command.withProcessGroup), signals other than 15 and 9, and abstract Unix"
                + " addresses: programs that need them run on epoll or uring")
        : Optional.empty();
  }

  /**
   * Creates the kernel that {@code -Dgonzo.kernel} names, or else the one that works best here.
   *
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is no kernel of that name; the message lists the
   *     names
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   */
  public static Kernel of() {
    Kernel here = LoopKernels.openHere();
    if (here != null) {
      return here;
    }
    LoopKernels.prepare(); // before it is known which kernel can work, which takes longer
    String asked = System.getProperty("gonzo.kernel");
    return of(asked == null ? bestHere() : asked);
  }

  private static String bestHere() {
    return LoopKernels.names().stream()
        .filter(name -> whyUnavailable(name).isEmpty())
        .findFirst()
        .orElse("nio"); // whose exception then says what it needs
  }

  /**
   * Lists the kernels that run in this JVM at this moment, on the loop kernel: all of Gonzo's own,
   * and guests in other event loops. A kernel is listed from the start of its main task until it
   * has ended. Any thread may call it; never suspends.
   *
   * <pre>{@code
   * try (var _ = Kernels.running().getFirst().observe(Activation.trapTrace(System.err::println))) {
   *   Thread.sleep(1_000);   // on a thread outside the kernel
   * }
   * }</pre>
   *
   * @return a snapshot, in the order in which they began
   */
  public static List<RunningKernel> running() {
    return LoopKernels.running();
  }

  /**
   * Calls a listener for each kernel that starts in this JVM from now on, on the thread that starts
   * it and before its main task is created: an observer that the listener adds sees every task.
   * What the listener throws is logged, and the kernel starts all the same. Any thread may call it;
   * never suspends.
   *
   * <pre>{@code
   * var tracing = Kernels.whenStarted(kernel -> kernel.observe(Activation.trapTrace(log::info)));
   * }</pre>
   *
   * @param listener takes each kernel; must not block
   * @return stops calling it when it is closed
   */
  public static RunningKernel.Observation whenStarted(Consumer<? super RunningKernel> listener) {
    return LoopKernels.whenStarted(Objects.requireNonNull(listener));
  }

  /**
   * Observes all kernels of this JVM: those that start from now on from their first task on, and
   * those that run already from between two of their turns on. Any thread may call it; never
   * suspends.
   *
   * <pre>{@code
   * try (var _ = Kernels.observeAll(kernel -> new TurnCounter(kernel.name()))) {
   *   run(this::program);
   * }
   * }</pre>
   *
   * @param observers makes the observer of a kernel; called once for each, on the thread that
   *     starts it or that calls this method, and must not block. What it throws is logged, and that
   *     kernel is not observed
   * @return stops observing all of them when it is closed, as {@link RunningKernel#observe} says
   */
  public static RunningKernel.Observation observeAll(
      Function<? super RunningKernel, ? extends Activation> observers) {
    return ObservedKernels.begin(Objects.requireNonNull(observers));
  }

  /** {@return the names of the carriers of coroutines, the default first} */
  public static List<String> carriers() {
    return Carrier.names();
  }

  /**
   * Returns why a carrier cannot work in this JVM.
   *
   * @param carrier one of {@link #carriers}
   * @return the reason, as a sentence without its full stop; empty if it can
   * @throws IllegalArgumentException if there is no carrier of that name; the message lists the
   *     names
   */
  public static Optional<String> whyCarrierUnavailable(String carrier) {
    return Carrier.whyUnavailable(carrier);
  }

  /**
   * Returns which carrier runs the coroutines of all kernels in this JVM: {@code scheduler}, or
   * {@code baton}, which needs no flags but is slower, and on which a foreign block holds up its
   * whole kernel. {@code -Dgonzo.carrier} chooses it; the default is the faster one, if the JVM was
   * started with the flags for it.
   *
   * @return its name
   */
  public static String carrier() {
    return Carrier.name();
  }

  /**
   * Creates a kernel.
   *
   * @param name its name
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is no kernel of that name; the message lists the
   *     names
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   */
  public static Kernel of(String name) {
    return of(name, Clock.system());
  }

  /**
   * Creates a kernel that uses the caller's clock.
   *
   * @param name its name
   * @param clock its clock
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is no kernel of that name; the message lists the
   *     names
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   */
  public static Kernel of(String name, Clock clock) {
    String known = name.toLowerCase(Locale.ROOT);
    Kernel instead = LoopKernels.openInstead(known);
    if (instead != null) {
      return instead;
    }
    return LoopKernels.contains(known)
        ? LoopKernels.open(known, clock)
        : provider(known).open(known, clock);
  }

  /**
   * Creates a kernel that runs inside an existing event loop, with the devices that work best here:
   * see {@link GuestKernel}.
   *
   * @param wake asks the host to call {@link GuestKernel#step}; called on any thread, it must
   *     neither block nor step itself
   * @return a kernel that has not begun
   */
  public static GuestKernel guest(Runnable wake) {
    return guest(LoopKernels.guestsDevices(), Clock.system(), wake);
  }

  /**
   * Creates a kernel that runs inside an existing event loop and uses the caller's clock.
   *
   * @param name the name of its devices: epoll, nio, or none
   * @param clock its clock
   * @param wake asks the host to call {@link GuestKernel#step}; called on any thread, it must
   *     neither block nor step itself
   * @return a kernel that has not begun
   * @throws IllegalArgumentException if there are no devices of that name; the message lists the
   *     names
   * @throws UnsupportedOperationException if it cannot work here, or not as a guest; the message
   *     says why
   */
  public static GuestKernel guest(String name, Clock clock, Runnable wake) {
    return LoopKernels.guest(name, clock, wake);
  }

  /**
   * Runs a program on several kernels in parallel, usually one per core, and waits for all of them.
   * They share nothing: each has its own thread, devices and tasks. Their listeners share the
   * connections of one port if each was opened with {@link
   * dev.gonzo.net.ListenOptions#withReusePort}, and they send each other messages through universal
   * queues that were created before.
   *
   * <p>If one kernel fails, all end: the others are cancelled and awaited. All end, too, if the
   * calling thread is interrupted, or by Ctrl-C or SIGTERM if it is the JVM's main thread; then the
   * program ends.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param count how many, from 1 to 1,024
   * @param main the body of each main task; takes the number of its kernel
   * @throws KernelFailedException if one of them has failed; it names which
   * @throws dev.gonzo.Cancelled if they ended because the calling thread was interrupted
   * @throws IllegalArgumentException if the count is less than 1, or more than 1,024
   * @throws IllegalStateException inside a coroutine
   */
  public static void perCore(int count, @Elsewhere CoreRunnable main) {
    List<@Nullable Void> _ = runPerCore(count, null, returningNull(main));
  }

  /**
   * Like {@link #perCore(int, CoreRunnable)}, for a body that returns a result.
   *
   * @param count how many, from 1 to 1,024
   * @param main the body of each main task; takes the number of its kernel
   * @param <T> the type of the results
   * @return the results, in the order of the kernels' numbers
   */
  public static <T extends @Nullable Object> List<T> resultsPerCore(
      int count, @Elsewhere CoreCallable<T> main) {
    return runPerCore(count, null, main);
  }

  /**
   * Like {@link #perCore(int, CoreRunnable)}, but replaces a kernel that fails with an exception,
   * after a pause, while the others go on. One failure too many, or an error, ends all.
   *
   * @param count how many, from 1 to 1,024
   * @param supervision the pauses, and how many failures of one kernel are tolerated
   * @param main the body of each main task; takes the number of its kernel
   */
  public static void perCore(int count, Supervision supervision, @Elsewhere CoreRunnable main) {
    List<@Nullable Void> _ =
        runPerCore(count, Objects.requireNonNull(supervision), returningNull(main));
  }

  /**
   * Like {@link #perCore(int, Supervision, CoreRunnable)}, for a body that returns a result.
   *
   * @param count how many, from 1 to 1,024
   * @param supervision the pauses, and how many failures of one kernel are tolerated
   * @param main the body of each main task; takes the number of its kernel
   * @param <T> the type of the results
   * @return the results, in the order of the kernels' numbers
   */
  public static <T extends @Nullable Object> List<T> resultsPerCore(
      int count, Supervision supervision, @Elsewhere CoreCallable<T> main) {
    return runPerCore(count, Objects.requireNonNull(supervision), main);
  }

  private static <T extends @Nullable Object> List<T> runPerCore(
      int count, @Nullable Supervision supervision, CoreCallable<? extends T> main) {
    return new PerCore<T>(count, Kernels::of, supervision, main, LoopKernels::withCallersSignals)
        .run();
  }

  private static CoreCallable<@Nullable Void> returningNull(CoreRunnable main) {
    Objects.requireNonNull(main);
    return core -> {
      main.run(core);
      return null;
    };
  }
}
