package dev.gonzo.sim;

import dev.gonzo.sim.jdk.SimulationThread;

/** Runs work on a thread of a simulation, which the caller waits for. */
final class Run {
  private Run() {}

  /** An interrupt of the caller is kept for it, until the work has ended. */
  static void onThread(String name, Runnable work) {
    onThread(name, work, () -> {});
  }

  /**
   * Runs work.
   *
   * @param interrupted called each time the calling thread is interrupted
   */
  static void onThread(String name, Runnable work, Runnable interrupted) {
    var thread = new SimulationThread(name, work);
    thread.start();
    boolean keeps = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException wanted) {
        keeps = true;
        interrupted.run();
      }
    }
    if (keeps) {
      Thread.currentThread().interrupt();
    }
  }
}
