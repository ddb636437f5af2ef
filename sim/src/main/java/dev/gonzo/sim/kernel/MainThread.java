package dev.gonzo.sim.kernel;

import dev.gonzo.Task;
import dev.gonzo.sim.jdk.SimulatedJvm;
import dev.gonzo.sim.jdk.VirtualMachine;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread of a process that runs a {@code main} method, outside of any kernel, and the threads
 * that it starts there. They are virtual threads that the simulation carries, each in its turn, in
 * the order in which they can go on.
 */
final class MainThread implements Turns {
  private final SimulatedProcess process;
  private final Runnable whenDone;
  private final Thread thread;
  // Any thread may add to it: what lets a thread go on.
  private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awakened = new AtomicBoolean();
  private volatile boolean closed;
  private boolean hasBegun;
  private boolean isDone;

  MainThread(SimulatedProcess process, Runnable main, Runnable whenDone) {
    this.process = process;
    this.whenDone = whenDone;
    thread =
        VirtualMachine.createThread(
            this::add,
            "main of " + process.name(),
            () -> {
              main.run();
              isDone = true;
            });
  }

  void start() {
    thread.start();
  }

  private void add(Runnable step) {
    if (!closed) {
      steps.add(step);
      if (awakened.compareAndSet(false, true)) {
        process.host().world().awaken(this);
      }
    }
  }

  @Override
  public SimulatedJvm jvm() {
    return process;
  }

  @Override
  public void isAwake() {
    awakened.set(false);
    process.host().touched();
  }

  @Override
  public boolean isReady() {
    return !steps.isEmpty();
  }

  @Override
  public long nextTimer() {
    return Long.MAX_VALUE; // a timed wait is an event of the agenda
  }

  @Override
  public void turn() {
    Runnable step = steps.poll();
    if (step != null) {
      hasBegun = true;
      step.run();
    }
  }

  @Override
  public boolean isDone() {
    return isDone;
  }

  @Override
  public void whenDone() {
    closed = true;
    whenDone.run();
  }

  @Override
  public boolean mayBeWokenFromOutside() {
    return !isDone && !process.isInKernel();
  }

  @Override
  public Collection<Task<?>> tasks() {
    return List.of();
  }

  @Override
  public void powerFails() {
    closed = true;
    steps.clear();
  }

  @Override
  public void isKilled() {
    powerFails();
  }

  @Override
  public void dispose() {
    if (hasBegun && !isDone) {
      VirtualMachine.drop(thread);
    }
  }
}
