package dev.gonzo.sim.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.world.Order;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A host from one start to its end or its crash: a kernel, and what happens beside it. Simulation's
 * thread only, except where noted.
 */
final class HostRun {
  private static final int BUDGET = 128;

  private final SimulatedHost host;
  private final World world;
  private final HostDevices devices;
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

  /** Starts a host. Its program runs when the host is first stepped. */
  HostRun(SimulatedHost host, AsyncCallable<?, ?> program, List<Activation> activations) {
    this.host = host;
    this.world = host.world();
    Order order = world.order(host.draws().forPurpose("order"), "tasks of " + host.name());
    devices = world.devices(host);
    side = new SideQueue(order, this::awaken, world.settings().closed(), world.monitors()::blocked);
    observer = new HostObserver(host.name(), world.history(), world.monitors());
    environment = new SimulatedEnvironment(host.clock(), host.entropy(), host.input());
    kernel =
        new LoopKernel(
            host.clock(),
            new SimulatedDriver(devices, side),
            (self, _, _) -> {
              var threads = new SimulatedThreads(self);
              return new SimulatedServices(devices.files(threads), threads, environment);
            },
            this::awaken,
            new HostQueue(order, this::hasSomethingToDo),
            1 + order.choose(BUDGET, () -> BUDGET - 1));
    kernel.observe(observer);
    activations.forEach(kernel::observe);
    main = kernel.start(program);
  }

  /** Notes that there is something to do. Any thread may call it. */
  private void awaken() {
    if (awakened.compareAndSet(false, true)) {
      world.awaken(this);
    }
  }

  /** Called by the world on its thread, after {@link #awaken}. */
  void isAwake() {
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

  /** Whether it can do something now. */
  boolean isReady() {
    return !idle || !side.isEmpty() || nextTimer() <= world.agenda().now();
  }

  /** When its next timer is due, on the world's clock. */
  long nextTimer() {
    return idle ? host.clock().nextTimer() : Long.MAX_VALUE;
  }

  /** Takes one turn of a task, or lets one other thing happen. */
  void turn() {
    if (nextTimer() <= world.agenda().now()) {
      hasSomethingToDo();
    }
    if (isSidesTurn()) {
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

  boolean isDone() {
    return kernel.isDone();
  }

  /** Whether a thread that is no part of the simulation may end a wait of its tasks. */
  boolean mayBeWokenFromOutside() {
    return observer.mayBeWokenFromOutside();
  }

  HostObserver observer() {
    return observer;
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

  /** Ends it as a failure of power does: no task of it runs any more, not even to clean up. */
  void powerFails() {
    side.crash();
    devices.crash();
  }

  /** Gives up what is left of it after that. On the loop's own stack. */
  void dispose() {
    List<Task<?>> left = List.copyOf(observer.living());
    kernel.end().abandon("the host " + host.name() + " has crashed");
    kernel.step(1);
    kernel.close();
    for (Task<?> task : left) {
      if (task instanceof LoopTask<?> dropped && task.switches() > 0) {
        VirtualMachine.drop(dropped.thread());
      }
    }
  }
}
