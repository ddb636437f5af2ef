package dev.gonzo.carrier;

/**
 * What has to be there before the first virtual thread of a JVM. The JDK starts a thread of its own
 * when it initialises their class; if the system refuses that thread, the class is lost, and with
 * it all virtual threads for the life of the JVM. So the system is asked for a thread before.
 */
final class FirstVirtualThread {
  private static volatile boolean prepared;

  private FirstVirtualThread() {}

  /**
   * Makes sure that virtual threads can be made.
   *
   * @throws OutOfMemoryError if the system refuses a thread; the next call asks again
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
