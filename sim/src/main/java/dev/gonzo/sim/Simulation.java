package dev.gonzo.sim;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Activation;
import dev.gonzo.sim.jdk.SimulatedJvm;
import dev.gonzo.sim.jdk.SimulationThread;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.kernel.SimulatedProcess;
import dev.gonzo.sim.kernel.World;
import dev.gonzo.sim.process.Programs;
import dev.gonzo.sim.statics.SharedStatics;
import dev.gonzo.sim.world.Decisions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulated world: hosts with programs, and a main program that is the test. The time is
 * simulated, and passes only when nothing can happen. One seed gives one history.
 *
 * <pre>{@code
 * var simulation = Simulation.ofSeed(42);
 * Host database = simulation.host("db1", () -> Database.serve(5432));
 * simulation.run(() -> {
 *   sleep(ofSeconds(10));
 *   database.crash();
 *   ...
 * }).valueOrThrow();
 * }</pre>
 *
 * <p>A simulation serves one run.
 */
public final class Simulation {
  private final SimulationOptions options;
  private final Programs programs = SimulatedKernels.newPrograms();
  private final SharedStatics statics = new SharedStatics(programs.classes());
  private final Decisions decisions;
  private final Machines machines = new Machines(programs);
  private final World world;
  private final Host main;
  private final List<Host> hosts = new ArrayList<>();
  private final SimulatedNetwork network;
  private final Nemesis nemesis;
  private final AtomicBoolean begun = new AtomicBoolean();
  // Observe the tasks of the main program.
  private final List<Activation> observers = new ArrayList<>();
  // What the host called main runs.
  private @Nullable AsyncCallable<?, ?> mainProgram;
  private volatile boolean running;
  private volatile @Nullable Ending<?> ending;

  private Simulation(SimulationOptions options) {
    this.options = options;
    decisions = new Decisions(options.plan());
    world = new World(options.settings(), machines, decisions);
    network = new SimulatedNetwork(machines.network(world));
    SimulatedHost first = world.host("main", this::runMain, observers);
    nemesis = new Nemesis(world, machines, first);
    main = new Host(first, machines.add(first, List.of()), nemesis);
  }

  private @Nullable Object runMain() throws Exception {
    return Objects.requireNonNull(mainProgram, "no main program").call();
  }

  /**
   * Creates a simulation.
   *
   * @param options its seed, and how it runs
   * @return a simulation without hosts
   */
  public static Simulation of(SimulationOptions options) {
    return new Simulation(options);
  }

  /**
   * Creates a simulation.
   *
   * @param seed decides everything that is left open
   * @return a simulation without hosts
   */
  public static Simulation ofSeed(long seed) {
    return of(SimulationOptions.ofSeed(seed));
  }

  /**
   * Adds a host. It starts its program with the simulation; at once if that runs already.
   *
   * @param name its name, which no other host has
   * @param program what it runs, each time it is started
   * @return the host
   */
  public Host host(String name, @Elsewhere AsyncRunnable<?> program) {
    return host(name, List.of(), program);
  }

  /**
   * Adds a host with addresses of its own. It starts its program with the simulation; at once if
   * that runs already.
   *
   * @param name its name, which no other host has; lookups of it find the addresses
   * @param addresses its addresses, best first, which no other host has; none for one that is
   *     chosen
   * @param program what it runs, each time it is started
   * @return the host
   * @throws IllegalArgumentException if another host has the name or one of the addresses
   */
  public Host host(String name, List<InetAddress> addresses, @Elsewhere AsyncRunnable<?> program) {
    return add(
        name,
        addresses,
        () -> {
          statics.starts(name, program);
          program.run();
        });
  }

  private Host add(String name, List<InetAddress> addresses, @Elsewhere AsyncRunnable<?> program) {
    SimulatedHost added =
        world.host(
            name,
            () -> {
              program.run();
              return null;
            },
            List.of());
    Machine machine = machines.add(added, addresses);
    var host = new Host(added, machine, nemesis);
    hosts.add(host);
    if (running) {
      nemesis.isAdded(machine);
      added.start();
    }
    return host;
  }

  /** {@return the hosts that were added, in that order; without that of the main program} */
  public List<Host> hosts() {
    return Collections.unmodifiableList(hosts);
  }

  /** {@return the host of the main program, which is called {@code main}} */
  public Host main() {
    return main;
  }

  /** {@return the network between the hosts} */
  public SimulatedNetwork network() {
    return network;
  }

  /**
   * Ends the faults of the {@link SimulationOptions#withFaults mix}, so that the test can check
   * that the system recovers: ways that they have cut are open, hosts that they have crashed start,
   * and clocks run at the right rate again, though they may show a wrong time. A device that is
   * stuck ends what waits for it in its time. What the program of the test has done itself stays.
   * Does nothing if they have ended. Never suspends.
   */
  public void endFaults() {
    nemesis.end();
  }

  /**
   * Lets something observe the tasks of the main program. Before the simulation runs.
   *
   * @param observer the observer
   * @return this simulation
   */
  public Simulation addObserver(Activation observer) {
    observers.add(observer);
    return this;
  }

  /**
   * Ends it after the current turn of a task: {@link #run} then returns with a failure, and nothing
   * of its programs runs any more. Any thread may call it, for a simulation that takes too long.
   * Does not wait, and has no effect on a task that computes for ever.
   *
   * @param why the failure
   */
  public void abandon(RuntimeException why) {
    world.abandon(Objects.requireNonNull(why));
  }

  /** {@return whether the calling code is part of a simulation} Any code may call it. */
  public static boolean isHere() {
    return SimulationThread.jvmHere() != null;
  }

  /**
   * Waits until all other tasks of the simulation wait, on all hosts, and nothing else is due at
   * this instant. No simulated time passes. What comes later does not count, as a packet that is on
   * its way, a timer, or the end of an operation of a disk.
   *
   * <p>Suspends; a checkpoint. A cancellation ends the wait, and leaves nothing behind. Several
   * tasks may wait at once: they count as waiting.
   *
   * @throws IllegalStateException outside of simulations
   */
  @Async
  public static void settle() {
    World here = worldHere();
    Gonzo.suspendUntil(resumer -> here.whenSettled(() -> resumer.resume(true)));
  }

  private static World worldHere() {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    return switch (jvm) {
      case SimulatedHost host -> host.world();
      case SimulatedProcess process -> process.host().world();
      case null, default ->
          throw new IllegalStateException(
              "settle is for the tasks of a simulation: call it in the main program of run, or in"
                  + " the program of a host");
    };
  }

  /**
   * Does something outside of the simulation, while that is at a standstill: no task runs, and no
   * simulated time passes. What it does must not depend on the real time, or on what else the seed
   * does not decide; or the same seed has several histories.
   *
   * <p>Suspends; not a checkpoint. In the tasks of this simulation only.
   *
   * @param action what to do; it may block, and must not call async methods
   * @param <T> what it returns
   * @return its result
   * @throws RuntimeException if the action throws it
   */
  @Async
  public <T extends @Nullable Object> T outside(@Elsewhere Supplier<T> action) {
    return Gonzo.withoutCancellation(() ->
        Gonzo.<T, RuntimeException>suspendUntil(resumer ->
            world.later(() -> {
              try {
                resumer.resume(action.get());
              } catch (RuntimeException | Error thrown) {
                resumer.fail(thrown);
              }
            })));
  }

  /**
   * Adds a host that runs the {@code main} method of a class. The class, and all others of the
   * application that it uses, are loaded anew at each start, so their static fields begin anew, as
   * in a JVM of its own; {@link #share} excepts some. Kernels that it opens with {@code Gonzo.run}
   * are those of the host, and {@code System.exit} ends its process only.
   *
   * @param name its name, which no other host has
   * @param mainClass the name of the class
   * @param arguments what {@code main} gets
   * @return the host
   * @throws IllegalArgumentException if there is no such class
   */
  public Host hostOf(String name, String mainClass, String... arguments) {
    if (!programs.classes().has(mainClass)) {
      throw new IllegalArgumentException(
          "there is no class " + mainClass + " in the class path, for the host " + name);
    }
    return add(name, List.of(), new ClassOnHost(mainClass, List.of(arguments)));
  }

  /**
   * Shares classes between the test and all programs that {@link #hostOf} and processes run: they
   * are loaded once, and have their static fields in common. What programs use of them must be
   * public: Java takes classes of other loaders for those of another package.
   *
   * @param name the name of a class, with the classes nested in it; or of a package, with a dot
   *     behind it
   * @return this simulation
   */
  public Simulation share(String name) {
    programs.classes().share(name);
    return this;
  }

  /**
   * Registers a program that the hosts can start as a process, with {@link
   * dev.gonzo.process.Command}. A class with a {@code main} method needs no registration: a command
   * names it, or is {@code java} with the class among its arguments. Such a class is loaded anew
   * for each process, so its static fields begin anew, as in a JVM of its own.
   *
   * @param name its name, without a directory
   * @param program the program
   * @return this simulation
   * @throws IllegalArgumentException if the name is empty or has a slash, or is taken
   */
  public Simulation program(String name, @Elsewhere Program program) {
    programs.add(name, process -> program.run(new ProgramRun(process)));
    return this;
  }

  /**
   * Runs the main program, on a host of its own that is called {@code main}, until it has ended.
   * The other hosts end there too, without any code of theirs being run.
   *
   * @param main the main program
   * @param <T> what it returns
   * @param <X> what it throws
   * @return how it has ended
   * @throws IllegalStateException inside a coroutine, or if this simulation has run already
   */
  @SuppressWarnings("unchecked") // the main program returns a T
  public <T extends @Nullable Object, X extends Exception> Ending<T> run(
      @Elsewhere AsyncCallable<T, X> main) {
    Coroutine.requireOutside("Simulation.run");
    SimulatedKernels.requireAvailable();
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("this simulation has run already: create another");
    }
    mainProgram = main;
    SimulatedHost first = this.main.simulated();
    var result = new AtomicReference<Ending<T>>();
    Run.onThread(
        "gonzo-simulation-" + options.seed(),
        () -> {
          T value = null;
          Throwable failure = null;
          try {
            running = true;
            first.start();
            hosts.forEach(host -> host.simulated().start());
            nemesis.begin(options.faults());
            value = (T) world.run(first).valueOrThrow();
          } catch (Throwable thrown) {
            failure = thrown;
          }
          result.set(new Ending<>(value, failure, measures()));
        });
    Ending<T> ended = result.get();
    ending = ended;
    return ended;
  }

  private Ending.Measures measures() {
    return new Ending.Measures(
        world.hash(),
        Duration.ofNanos(world.agenda().now()),
        world.events(),
        world.faults().counts(),
        decisions.recorded(),
        statics::report);
  }

  /** How a scenario has ended that has thrown something, or nothing. */
  Ending<@Nullable Void> tried(@Nullable Throwable thrown) {
    Ending<?> ended = ending;
    if (ended != null) {
      return ended.with(thrown == null ? ended.unseenFailure() : thrown);
    }
    Throwable cause =
        thrown != null
            ? thrown
            : new IllegalStateException(
                "the scenario has returned, and nothing was simulated: call run of the simulation");
    return new Ending<>(null, cause, measures());
  }

  /**
   * Runs a main program that returns nothing.
   *
   * @param main the main program
   * @param <X> what it throws
   * @return how it has ended
   * @see #run(AsyncCallable)
   */
  public <X extends Exception> Ending<@Nullable Void> run(@Elsewhere AsyncRunnable<X> main) {
    AsyncCallable<@Nullable Void, X> returning =
        () -> {
          main.run();
          return null;
        };
    return run(returning);
  }
}
