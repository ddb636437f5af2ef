package dev.gonzo.sim.kernel;

import dev.gonzo.sim.jdk.VirtualMachine;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/**
 * The real time, which passes while threads that are no part of the simulation work for its tasks.
 */
final class OutsideTime {
  /** The threads that were started in tasks and still run. */
  List<Thread> threads() {
    List<Thread> threads = VirtualMachine.platformThreadsOfTasks();
    threads.remove(Thread.currentThread());
    return threads;
  }

  /**
   * Waits until something arrives.
   *
   * @param nanos how long at most
   * @param arrivals what arrives; its sender unparks this thread
   * @return how long it was
   */
  long await(long nanos, Queue<?> arrivals) {
    long began = System.nanoTime();
    if (arrivals.isEmpty()) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    return System.nanoTime() - began;
  }
}
