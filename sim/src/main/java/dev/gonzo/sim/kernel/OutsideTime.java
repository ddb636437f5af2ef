package dev.gonzo.sim.kernel;

import dev.gonzo.report.CallSites;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.world.LeavesSimulationException;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The real time, which passes while threads that are no part of the simulation work for its tasks.
 */
final class OutsideTime {
  private static final long LITTLE_WHILE = 10_000_000;

  // Those that run when the simulation begins belong to others, such as an earlier kernel.
  private final Set<Thread> ofOthers = new HashSet<>();

  /** Records that the simulation begins. */
  void begins() {
    ofOthers.addAll(VirtualMachine.platformThreadsOfTasks());
    ofOthers.add(Thread.currentThread());
  }

  /** The threads that were started in tasks since then and still run. */
  List<Thread> threads() {
    List<Thread> threads = VirtualMachine.platformThreadsOfTasks();
    threads.removeAll(ofOthers);
    return threads;
  }

  /** Fails if there are any. */
  void refuseThreads() {
    List<Thread> threads = threads();
    if (!threads.isEmpty()) {
      Thread first = threads.getFirst();
      throw new LeavesSimulationException(
          "the thread " + first.getName() + ", at " + CallSites.lineOf(first.getStackTrace()));
    }
  }

  /** What a task is refused, with the place on its stack. */
  static LeavesSimulationException left(String host, String what, String instead) {
    String place = CallSites.lineOf(new Throwable().getStackTrace());
    return new LeavesSimulationException(what + " on " + host + " at " + place + ". " + instead);
  }

  /**
   * Waits until something arrives, or a little while: the threads may have ended then.
   *
   * @param nanos how long at most
   * @param arrivals what arrives; its sender unparks this thread
   * @return how long it was
   */
  long await(long nanos, Queue<?> arrivals) {
    long began = System.nanoTime();
    if (arrivals.isEmpty()) {
      LockSupport.parkNanos(this, Math.min(nanos, LITTLE_WHILE));
    }
    return System.nanoTime() - began;
  }
}
