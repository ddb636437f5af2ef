package dev.gonzo.sim.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.kernel.Activation;
import dev.gonzo.sim.jdk.SimulatedJvm;
import dev.gonzo.sim.world.Draws;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process of a host besides its main program. It is either one kernel, which runs async code; or
 * a thread, which runs a {@code main} method, and the kernels that this calls. Simulation's thread
 * only.
 */
public final class SimulatedProcess implements SimulatedJvm {
  private final SimulatedHost host;
  private final long id;
  private final long group;
  private final ProcessProgram program;
  private final Draws draws;
  private final Draws entropy;
  private final List<Turns> parts = new ArrayList<>();
  private final List<HostRun> kernels = new ArrayList<>();
  private int kernelsBegun;
  private boolean isOver;
  private boolean isStopped;

  SimulatedProcess(SimulatedHost host, long id, long group, ProcessProgram program) {
    this.host = host;
    this.id = id;
    this.group = group;
    this.program = program;
    this.draws = host.draws().forPurpose("process " + id);
    this.entropy = draws.forPurpose("entropy");
  }

  /** {@return the host on which it runs} */
  public SimulatedHost host() {
    return host;
  }

  /** {@return its id, which no other process of the host has had} */
  public long id() {
    return id;
  }

  /** {@return the id of its group, which is that of the process that leads it} */
  public long group() {
    return group;
  }

  /** {@return what it runs} */
  public ProcessProgram program() {
    return program;
  }

  /** {@return how the history calls it} */
  public String name() {
    return host.name() + "/" + id;
  }

  // ---------------------------------------------------------------- its life

  /**
   * Runs async code in a kernel, and ends with it.
   *
   * @param main the body of the main task
   */
  public void begin(AsyncCallable<?, ?> main) {
    var ending = new HostRun[1];
    HostRun run = kernel(main, List.of(), () -> mainHasEnded(ending[0]));
    ending[0] = run;
    add(run);
  }

  private void mainHasEnded(HostRun run) {
    kernels.remove(run);
    Object value = null;
    Throwable failure = null;
    try {
      value = run.valueOrThrow();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    run.close();
    over(value, failure);
  }

  /**
   * Runs blocking code in a thread, outside of any kernel, and ends with it.
   *
   * @param main the code, which must not throw
   */
  public void begin(Runnable main) {
    var thread = new MainThread(this, main, () -> over(null, null));
    add(thread);
    thread.start();
  }

  /**
   * Runs async code in a kernel of its own, and waits for its end. Called by the thread of {@link
   * #begin(Runnable)}, and by those that it has started.
   *
   * @param main the body of the main task
   * @param activations observe its tasks
   * @return what it returned
   * @throws Exception what it threw
   */
  public @Nullable Object run(AsyncCallable<?, ?> main, List<Activation> activations)
      throws Exception {
    Thread waiting = Thread.currentThread();
    HostRun run = kernel(main, activations, () -> LockSupport.unpark(waiting));
    add(run);
    boolean interrupted = false;
    while (!run.isDone()) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        interrupted = true;
        run.cancelMain(
            new Cancelled("the thread that called run was interrupted", waiting.getName()));
      }
    }
    kernels.remove(run);
    parts.remove(run);
    run.close();
    if (interrupted) {
      waiting.interrupt();
    }
    return run.valueOrThrow();
  }

  private HostRun kernel(
      AsyncCallable<?, ?> main, List<Activation> activations, Runnable whenDone) {
    var run =
        new HostRun(
            host,
            new HostRun.Plan(
                name(),
                this,
                draws.forPurpose("kernel " + kernelsBegun++),
                program.input(),
                program.devices(),
                main,
                activations,
                whenDone));
    kernels.add(run);
    return run;
  }

  private void add(Turns part) {
    parts.add(part);
    host.processes().add(part);
  }

  private void over(@Nullable Object value, @Nullable Throwable failure) {
    if (!isOver) {
      end();
      kernels.forEach(HostRun::isKilled); // those of threads that its main thread did not await
      kernels.forEach(HostRun::dispose);
      program.ended(value, failure);
      host.processes().ended(this);
    }
  }

  private void end() {
    isOver = true;
    parts.forEach(host.processes()::remove);
  }

  /** {@return whether it has ended} */
  public boolean isOver() {
    return isOver;
  }

  /**
   * Ends it as the system does it: nothing of its code runs any more, and the system closes what it
   * has open. Does nothing if it has ended.
   */
  public void kill() {
    if (!isOver) {
      end();
      host.world()
          .later(() -> {
            parts.forEach(Turns::isKilled);
            parts.forEach(Turns::dispose);
            program.killed();
            host.processes().ended(this);
          });
    }
  }

  /** The host has crashed. */
  void powerFails() {
    if (!isOver) {
      end();
      parts.forEach(Turns::powerFails);
      host.world().later(() -> parts.forEach(Turns::dispose));
    }
  }

  // ---------------------------------------------------------------- signals

  /** Stops it until {@link #goOn}: it takes no turns, and what comes meanwhile waits. */
  public void stop() {
    isStopped = true;
    host.touched();
  }

  /** Lets it go on after {@link #stop}. */
  public void goOn() {
    isStopped = false;
    host.touched();
  }

  boolean isStopped() {
    return isStopped;
  }

  /**
   * Delivers a signal to the kernels that have taken it over.
   *
   * @param signal its name
   * @return whether there are any
   */
  public boolean signal(String signal) {
    boolean isTaken = false;
    for (HostRun run : kernels) {
      isTaken |= run.signal(signal);
    }
    return isTaken;
  }

  /**
   * Cancels the main tasks of its kernels.
   *
   * @param cancelled the cancellation
   * @return whether there are any
   */
  public boolean cancelMain(Cancelled cancelled) {
    kernels.forEach(run -> run.cancelMain(cancelled));
    return !kernels.isEmpty();
  }

  /** Whether its thread waits for a kernel. */
  boolean isInKernel() {
    return !kernels.isEmpty();
  }

  // ---------------------------------------------------------------- its JVM

  @Override
  public long nanoTime() {
    return host.nanoTime();
  }

  @Override
  public Instant wallTime() {
    return host.wallTime();
  }

  @Override
  public Draws entropy() {
    return entropy;
  }

  @Override
  public long threadNumber(Thread thread) {
    return host.threadNumber(thread);
  }

  @Override
  public Runnable after(long nanos, Runnable action) {
    return host.after(nanos, action);
  }

  @Override
  public void starts(Thread thread) {
    host.starts(thread);
  }

  @Override
  public void leaves(String what, String instead) {
    host.leaves(what, instead);
  }
}
