package dev.gonzo.kernel.loop;

import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.TaskWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A loop kernel as other threads see it while it runs. */
final class RunningLoop implements RunningKernel {
  private final LoopKernel kernel;
  // Set before other threads can find it.
  private int number;

  RunningLoop(LoopKernel kernel) {
    this.kernel = kernel;
  }

  LoopKernel kernel() {
    return kernel;
  }

  @Override
  public String name() {
    return kernel.driverName();
  }

  @Override
  public int number() {
    return number;
  }

  void begins(int asNumber) {
    number = asNumber;
  }

  @Override
  public List<Thread> threads() {
    var threads = new ArrayList<Thread>();
    Thread stepper = kernel.thread();
    if (stepper != null) {
      threads.add(stepper);
    }
    threads.addAll(kernel.workerThreads());
    return List.copyOf(threads);
  }

  @Override
  public int tasks() {
    return kernel.livingTasks();
  }

  @Override
  public long turns() {
    return kernel.turnMeter().turns();
  }

  @Override
  public Observation observe(Activation activation) {
    return kernel.observe(activation);
  }

  @Override
  public TaskWalk walk(long from) {
    return new LoopWalk(kernel.tasks().walks(), from);
  }

  @Override
  public Optional<Task<?>> runningTask() {
    return Optional.ofNullable(kernel.turnMeter().running());
  }

  @Override
  public void abandon(String reason) {
    kernel.end().abandon(Objects.requireNonNull(reason));
  }

  @Override
  public String toString() {
    return "RunningKernel[" + name() + ", " + tasks() + " tasks]";
  }
}
