package dev.gonzo.carrier;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The JVM's list of virtual threads, which {@code jcmd PID Thread.dump_to_file} shows. The list
 * keeps a thread reachable until it ends, so a coroutine that may be abandoned is not put there.
 */
final class ThreadList {
  /** False if the user has turned the list off; dumps then show no tasks. */
  private static final boolean IS_KEPT =
      !"false".equalsIgnoreCase(System.getProperty("jdk.trackAllThreads"));

  private ThreadList() {}

  /**
   * Starts a virtual thread.
   *
   * @param thread the thread
   * @param listed whether the list keeps it until it ends
   */
  static void start(Thread thread, boolean listed) {
    if (listed || !IS_KEPT) {
      thread.start();
      return;
    }
    // The JVM refers to an executor weakly, and only the executor refers to its threads: dumps show
    // both until they are collected.
    ExecutorService own = Executors.newThreadPerTaskExecutor(_ -> thread);
    own.execute(thread);
    own.shutdown();
  }
}
