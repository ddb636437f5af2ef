package dev.gonzo.carrier;

/**
 * Preparation for the first virtual thread of a JVM. The JDK starts a platform thread when it
 * initialises the class of virtual threads. If the system refuses that thread, the class
 * initialiser fails, and the JVM can never create a virtual thread again. So Gonzo first tries to
 * start a platform thread of its own.
 */
final class FirstVirtualThread {
  private static volatile boolean prepared;

  private FirstVirtualThread() {}

  /**
   * Makes sure that virtual threads can be created.
   *
   * @throws OutOfMemoryError if the system refuses a thread; the next call tries again
   */
  static void prepare() {
    if (!prepared) {
      askForThread();
      boolean _ = Thread.ofVirtual().unstarted(() -> {}).isVirtual();
      prepared = true;
    }
  }

  private static void askForThread() {
    Thread thread = Thread.ofPlatform().daemon().name("gonzo-first").start(() -> {});
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
