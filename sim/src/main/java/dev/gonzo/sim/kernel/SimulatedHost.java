package dev.gonzo.sim.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.sim.jdk.SimulatedJvm;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.LeavesSimulationException;
import dev.gonzo.sim.world.Subject;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated machine: its clocks, its random numbers, and, while it is up, a kernel with its
 * program. Simulation's thread only.
 */
public final class SimulatedHost implements SimulatedJvm {
  private static final String CRASH = "host: crash";
  private static final String PAUSE = "host: pause";

  private final World world;
  private final String name;
  private final int number;
  private final AsyncCallable<?, ?> program;
  private final List<Activation> activations;
  private final Draws draws;
  private final Draws entropy;
  private final HostClock clock;
  private final SimulatedInput input = new SimulatedInput();
  private final List<Runnable> whenEnded = new ArrayList<>();
  private final HostProcesses processes = new HostProcesses(this);
  // By identity, since threads have no other equality; never iterated.
  private final Map<Thread, Long> threadNumbers = new WeakHashMap<>();
  private volatile @Nullable HostRun run;
  // How many reasons there are not to step it: pauses, and the slowness of its last turn.
  private int holds;
  private long numberedThreads;
  private long nanosPerTurn;
  // What faults of a mix add to that, and how much faster they make its clocks.
  private long addedNanosPerTurn;
  private double clockRate = 1;
  private double addedClockRate = 1;
  private final List<Runnable> whenFinished = new ArrayList<>();
  private long starts;
  private boolean isFinished;

  SimulatedHost(
      World world,
      String name,
      int number,
      AsyncCallable<?, ?> program,
      List<Activation> activations) {
    this.world = world;
    this.name = name;
    this.number = number;
    this.program = program;
    this.activations = activations;
    this.draws = world.draws().forPurpose("host " + name);
    this.entropy = draws.forPurpose("entropy");
    this.clock = new HostClock(world.agenda());
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  int number() {
    return number;
  }

  /** {@return the world in which it is} */
  public World world() {
    return world;
  }

  /** {@return the random numbers for decisions about this host} */
  public Draws draws() {
    return draws;
  }

  @Override
  public Draws entropy() {
    return entropy;
  }

  HostClock clock() {
    return clock;
  }

  /** {@return the standard input of its main program} */
  public SimulatedInput input() {
    return input;
  }

  /** {@return the processes that it runs besides its main program} */
  public HostProcesses processes() {
    return processes;
  }

  // ---------------------------------------------------------------- its life

  /** {@return whether it is running its program} */
  public boolean isUp() {
    return run != null;
  }

  @Nullable HostRun run() {
    return run;
  }

  /**
   * Starts it.
   *
   * @throws IllegalStateException if it is up
   */
  public void start() {
    if (run != null) {
      throw new IllegalStateException("the host " + name + " is up already");
    }
    starts++;
    isFinished = false;
    world.history().record(name, Subject.HOST, "starts");
    run =
        new HostRun(
            this,
            new HostRun.Plan(
                name, this, draws, input, world.devices(this), program, activations, () -> {}));
    touched();
  }

  /**
   * Ends it as a failure of power does. Nothing of its program runs any more: no {@code finally},
   * no {@code close}. Does nothing if it is down.
   */
  public void crash() {
    if (run != null) {
      world.faults().injected(CRASH);
      powerFails();
    }
  }

  /** Does the same as {@link #crash}, for a fault that is counted already. */
  public void powerFails() {
    HostRun failed = run;
    if (failed != null) {
      world.history().record(name, Subject.FAULT, "crashes");
      run = null;
      input.reset();
      processes.powerFails();
      failed.powerFails();
      world.later(failed::dispose);
      world.update(this);
      ended();
    }
  }

  /** Notes that its program has ended. On the loop's own stack. */
  void programEnded() {
    HostRun done = run;
    if (done != null) {
      run = null;
      isFinished = true;
      done.close();
      processes.endWithHost();
      world.update(this);
      ended();
      perform(whenFinished);
    }
  }

  private void ended() {
    perform(whenEnded);
  }

  private static void perform(List<Runnable> once) {
    List<Runnable> actions = List.copyOf(once);
    once.clear();
    actions.forEach(Runnable::run);
  }

  /**
   * Calls an action when it is down the next time; at once if it is.
   *
   * @param action the action, which must not block
   */
  public void whenDown(Runnable action) {
    if (run == null) {
      action.run();
    } else {
      whenEnded.add(action);
    }
  }

  /**
   * Calls an action when its program has ended by itself, and not by a crash; at once if it has.
   *
   * @param action the action, which must not block
   */
  public void whenFinished(Runnable action) {
    if (isFinished) {
      action.run();
    } else {
      whenFinished.add(action);
    }
  }

  /** {@return how often it was started} */
  public long starts() {
    return starts;
  }

  /**
   * Stops it for a time, as a pause of its processor or of its JVM does. What would have happened
   * meanwhile happens at once when it goes on.
   *
   * @param nanos how long
   */
  public void pause(long nanos) {
    world.faults().injected(PAUSE);
    world.history().record(name, Subject.FAULT, "pauses for " + nanos);
    hold(nanos);
  }

  /**
   * Stops it as {@link #pause} does, for a fault that is counted already.
   *
   * @return the action that lets it go on
   */
  public Runnable stop() {
    holds++;
    world.update(this);
    return () -> {
      holds--;
      world.update(this);
    };
  }

  private void hold(long nanos) {
    if (nanos == 0) {
      return;
    }
    Agenda.Event _ = world.agenda().after(nanos, stop());
  }

  /**
   * Makes each turn of its tasks take time.
   *
   * @param nanosPerTurn how much; 0, as at first, for none
   */
  public void slowDown(long nanosPerTurn) {
    world.history().record(name, Subject.FAULT, "needs " + nanosPerTurn + " for a turn");
    this.nanosPerTurn = nanosPerTurn;
  }

  /**
   * Makes each turn of its tasks take more time, on top of {@link #slowDown}.
   *
   * @param nanos how much more
   * @return the action that ends it
   */
  public Runnable slowDownBy(long nanos) {
    world.history().record(name, Subject.FAULT, "needs " + nanos + " more for a turn");
    addedNanosPerTurn += nanos;
    return () -> addedNanosPerTurn -= nanos;
  }

  /**
   * Lets its running task compute for a time. Its clocks show that at once, and the task keeps its
   * turn; until the time has passed in the world, no other turn begins. What the task sends and
   * writes in this turn leaves at the beginning of the turn.
   *
   * @param nanos how long
   */
  public void compute(long nanos) {
    world.history().record(name, Subject.HOST, "computes for " + nanos);
    clock.runAhead(nanos);
  }

  /** {@return what its program has open: {@code socket} for each socket, and the paths of files} */
  public List<String> open() {
    HostRun here = run;
    return here == null ? List.of() : here.open();
  }

  /**
   * Lets its clocks run at another rate from now on.
   *
   * @param rate how many of its seconds pass in a second
   */
  public void driftAt(double rate) {
    clockRate = rate;
    drift();
  }

  /**
   * Lets its clocks run at another rate from now on, on top of {@link #driftAt}.
   *
   * @param rate how many of its seconds pass in a second that is right otherwise
   * @return the action that ends it
   */
  public Runnable driftBy(double rate) {
    addedClockRate = rate;
    drift();
    return () -> {
      addedClockRate = 1;
      drift();
    };
  }

  private void drift() {
    double rate = clockRate * addedClockRate;
    world.history().record(name, Subject.FAULT, "has clocks that run at " + rate);
    clock.runAt(rate);
    world.update(this);
  }

  /**
   * Sets its wall clock.
   *
   * @param forwards by how much; negative for backwards
   */
  public void setWallClock(Duration forwards) {
    world.history().record(name, Subject.FAULT, "has its wall clock set by " + forwards);
    clock.set(forwards);
  }

  /**
   * Sends its program a signal.
   *
   * @param signal its name, such as {@code HUP}
   * @throws IllegalArgumentException if there is no such signal
   */
  public void signal(String signal) {
    SimulatedEnvironment.requireKnown(signal);
    world.history().record(name, Subject.HOST, "gets the signal " + signal);
    HostRun here = run;
    if (here != null && !here.signal(signal) && List.of("HUP", "INT", "TERM").contains(signal)) {
      here.cancelMain(new Cancelled("the signal " + signal, "the system"));
    }
  }

  /**
   * Types something on its standard input.
   *
   * @param bytes the bytes
   */
  public void type(byte[] bytes) {
    input.type(bytes);
  }

  /** Ends its standard input. */
  public void endInput() {
    input.end();
  }

  /**
   * Cancels the main task of its program. Any thread may call it.
   *
   * @param cancelled the cancellation
   */
  public void cancelMain(Cancelled cancelled) {
    HostRun here = run;
    if (here != null) {
      here.cancelMain(cancelled);
    }
  }

  // ---------------------------------------------------------------- for the world

  /** Something has happened to it, so that it may be able to go on. */
  void touched() {
    world.update(this);
  }

  boolean isReady() {
    HostRun here = run;
    return here != null && holds == 0 && (here.isReady() || processes.areReady());
  }

  /** When its next timer is due; {@code Long.MAX_VALUE} if there is none, or it is held. */
  long nextTimer() {
    HostRun here = run;
    return here == null || holds > 0
        ? Long.MAX_VALUE
        : Math.min(here.nextTimer(), processes.nextTimer());
  }

  void turn() {
    HostRun here = run;
    if (here == null) {
      return;
    }
    Turns part = processes.choose(here);
    world.runsFor(part.jvm());
    part.turn();
    long computed = clock.waitForWorld();
    if (run != here) {
      return; // it has crashed in this turn
    }
    if (part != here && part.isDone()) {
      processes.remove(part);
      part.whenDone();
    }
    if (here.isDone()) {
      world.programEnded(this, here);
    } else {
      hold(nanosPerTurn + addedNanosPerTurn + computed);
    }
  }

  Collection<Task<?>> tasks() {
    HostRun here = run;
    if (here == null) {
      return List.of();
    }
    List<Task<?>> tasks = new ArrayList<>(here.tasks());
    processes.addTasks(tasks);
    return tasks;
  }

  /** Describes what one of its tasks waits for, with the names that the history has. */
  String describe(Task<?> task, Trap<?> trap) {
    HostRun here = run;
    return here != null && here.tasks().contains(task)
        ? here.describe(trap)
        : trap.getClass().getSimpleName();
  }

  boolean mayBeWokenFromOutside() {
    HostRun here = run;
    return here != null && (here.mayBeWokenFromOutside() || processes.mayBeWokenFromOutside());
  }

  /** Ends it with the simulation, as in a crash. On the loop's own stack. */
  void drop() {
    HostRun left = run;
    if (left != null) {
      run = null;
      processes.powerFails();
      left.powerFails();
      left.dispose();
    }
  }

  // ---------------------------------------------------------------- its JVM

  @Override
  public long nanoTime() {
    return clock.nanos();
  }

  @Override
  public Instant wallTime() {
    return clock.wallTime();
  }

  @Override
  public long threadNumber(Thread thread) {
    return threadNumbers.computeIfAbsent(thread, _ -> ++numberedThreads);
  }

  @Override
  public Runnable after(long nanos, Runnable action) {
    if (!VirtualMachine.readsSimulatedClocks()) {
      world.fail(
          new LeavesSimulationException(
              "a task of "
                  + name
                  + " waits for a clock of the JDK, as Thread.sleep does. Start the JVM with"
                  + " -javaagent:gonzo-sim.jar, or use Gonzo's sleep and timeouts"));
      return () -> {};
    }
    long due = clock.worldTimeOf(clock.nanos() + Math.min(nanos, Long.MAX_VALUE - clock.nanos()));
    return world.agenda().at(due, action)::cancel;
  }

  @Override
  public void starts(Thread thread) {
    world.refuse(
        this, "the thread " + thread.getName() + ", started", "Use a virtual thread, or a task");
  }

  @Override
  public void leaves(String what, String instead) {
    world.refuse(this, what + ", used", instead);
  }
}
