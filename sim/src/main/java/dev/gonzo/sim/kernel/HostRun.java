package dev.gonzo.sim.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.sim.jdk.SimulatedJvm;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Order;
import dev.gonzo.trap.Trap;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A host from one start to its end or its crash: a kernel, and what happens beside it. Simulation's
 * thread only, except where noted.
 */
final class HostRun implements Turns {
  private static final int BUDGET = 128;

  /**
   * What a kernel runs, and with what.
   *
   * @param name how the history calls it
   * @param jvm whose code it is
   * @param draws decide the order of its tasks
   * @param input its standard input
   * @param devices its network, its disk and its processes
   * @param body its main task
   * @param activations observe its tasks
   * @param whenDone called once when all of its tasks have ended
   */
  record Plan(
      String name,
      SimulatedJvm jvm,
      Draws draws,
      StandardInputAnswers input,
      HostDevices devices,
      AsyncCallable<?, ?> body,
      List<Activation> activations,
      Runnable whenDone) {}

  private final SimulatedHost host;
  private final World world;
  private final Plan plan;
  private final HostDevices devices;
  private final RunClock clock;
  private final Order order;
  private final SideQueue side;
  private final HostObserver observer;
  private final SimulatedEnvironment environment;
  private final LoopKernel kernel;
  private final Task<?> main;
  // Whether the kernel has nothing to do until its next timer, or until it is woken.
  private boolean idle;
  private boolean sidesTurn;
  // Whether the world has been told on another thread that there is something to do.
  private final AtomicBoolean awakened = new AtomicBoolean();

  /** Starts a kernel. Its program runs when the host takes turns. */
  HostRun(SimulatedHost host, Plan plan) {
    this.host = host;
    this.world = host.world();
    this.plan = plan;
    order = world.order(plan.draws().forPurpose("order"), "tasks of " + plan.name());
    devices = plan.devices();
    clock = new RunClock(host.clock());
    side = new SideQueue(order, this::awaken, world.settings().closed(), world.monitors()::blocked);
    observer = new HostObserver(plan.name(), world.history(), world.monitors());
    environment = new SimulatedEnvironment(host.clock(), plan.jvm().entropy(), plan.input());
    kernel =
        new LoopKernel(
            clock,
            new SimulatedDriver(devices, side),
            (self, _, _) -> {
              var threads = new SimulatedThreads(self, world.settings().closed());
              return new SimulatedServices(devices.files(threads), threads, environment);
            },
            this::awaken,
            new HostQueue(order, this::hasSomethingToDo),
            order.chooser() == null ? 1 + order.choose(BUDGET, () -> BUDGET - 1) : 0);
    kernel.observe(observer);
    if (order.chooser() != null) {
      kernel.observe(order.chooser());
    }
    plan.activations().forEach(kernel::observe);
    main = kernel.start(plan.body());
  }

  @Override
  public SimulatedJvm jvm() {
    return plan.jvm();
  }

  /** Notes that there is something to do. Any thread may call it. */
  private void awaken() {
    if (awakened.compareAndSet(false, true)) {
      world.awaken(this);
    }
  }

  @Override
  public void isAwake() {
    awakened.set(false);
    hasSomethingToDo();
  }

  private void hasSomethingToDo() {
    if (idle) {
      idle = false;
      kernel.wakeQueue().waited();
    }
    host.touched();
  }

  @Override
  public boolean isReady() {
    return !idle || !side.isEmpty() || nextTimer() <= world.agenda().now();
  }

  @Override
  public long nextTimer() {
    return idle ? clock.nextTimer() : Long.MAX_VALUE;
  }

  /** Takes one turn of a task, or lets one other thing happen. */
  @Override
  public void turn() {
    if (nextTimer() <= world.agenda().now()) {
      hasSomethingToDo();
    }
    if (isSidesTurn()) {
      order.somethingElseHappens();
      side.next();
    } else {
      kernel.step(1);
    }
    if (!kernel.isDone() && kernel.waitNanos() != 0 && kernel.wakeQueue().prepareToWait()) {
      idle = true;
    } else {
      idle = false;
    }
  }

  private boolean isSidesTurn() {
    int others = side.size();
    if (others == 0 || idle) {
      return others > 0;
    }
    sidesTurn = !sidesTurn;
    return world.isSidesTurn(others, sidesTurn);
  }

  @Override
  public boolean isDone() {
    return kernel.isDone();
  }

  @Override
  public void whenDone() {
    plan.whenDone().run();
  }

  @Override
  public Collection<Task<?>> tasks() {
    return observer.living();
  }

  String describe(Trap<?> trap) {
    return observer.describe(trap);
  }

  @Override
  public boolean mayBeWokenFromOutside() {
    return observer.mayBeWokenFromOutside();
  }

  List<String> open() {
    return devices.open();
  }

  Task<?> main() {
    return main;
  }

  /** What its program or its kernel has failed with; null if it has not. */
  @Nullable Throwable failureOrNull() {
    RuntimeException ofKernel = kernel.end().failure();
    if (ofKernel != null) {
      return ofKernel;
    }
    return main.outcome().orElse(null) instanceof Outcome.Failure<?>(var cause) ? cause : null;
  }

  /** What its program has returned. */
  @Nullable Object valueOrThrow() throws Exception {
    RuntimeException ofKernel = kernel.end().failure();
    if (ofKernel != null) {
      throw ofKernel;
    }
    return main.outcome()
        .orElseThrow(() -> new IllegalStateException("the host " + host.name() + " has crashed"))
        .valueOrThrow();
  }

  /** Cancels its main task. Any thread may call it. */
  void cancelMain(Cancelled cancelled) {
    kernel.end().cancelMain(cancelled);
  }

  boolean signal(String name) {
    return environment.signal(name);
  }

  /** Closes what it has left open, when all of its tasks have ended. */
  void close() {
    kernel.close();
  }

  @Override
  public void powerFails() {
    side.crash();
    devices.crash();
  }

  @Override
  public void isKilled() {
    side.crash();
    devices.isKilled();
  }

  @Override
  public void dispose() {
    List<Task<?>> left = List.copyOf(observer.living());
    kernel.end().abandon(plan.name() + " has crashed");
    kernel.step(1);
    kernel.close();
    for (Task<?> task : left) {
      if (task instanceof LoopTask<?> dropped && task.switches() > 0) {
        VirtualMachine.drop(dropped.thread());
      }
    }
  }
}
