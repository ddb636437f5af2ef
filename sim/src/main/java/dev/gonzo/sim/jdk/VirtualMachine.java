package dev.gonzo.sim.jdk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What the simulator needs of this JVM, and changes in it. */
public final class VirtualMachine {
  private static final ThreadGroup OF_VIRTUAL_THREADS =
      Objects.requireNonNull(Thread.ofVirtual().unstarted(() -> {}).getThreadGroup());

  private VirtualMachine() {}

  /**
   * {@return the reason why this JVM cannot run a simulation, as a sentence without its full stop;
   * empty if it can}
   */
  public static Optional<String> whyUnavailable() {
    return JdkInternals.whyUnavailable();
  }

  /**
   * Whether code in a simulation reads the simulated clocks when it calls {@code System.nanoTime},
   * {@code Instant.now} and the like; so do the JDK's timed waits. The agent makes it so.
   *
   * @return whether the JVM was started with the agent
   */
  public static boolean readsSimulatedClocks() {
    return ClockHook.isInstalled();
  }

  /**
   * Ends a virtual thread that will never run again, without running any of it. Otherwise the JVM
   * would keep it for ever in its list of threads.
   *
   * @param thread a thread that has started and is suspended
   */
  public static void drop(Thread thread) {
    JdkInternals.end(thread);
  }

  /**
   * Creates a virtual thread. Those that its code starts run where it does.
   *
   * @param scheduler takes what runs it until it blocks or ends, each time that it can go on, on
   *     any thread
   * @param name its name
   * @param body what it does
   * @return a thread that was not started
   */
  public static Thread createThread(Executor scheduler, String name, Runnable body) {
    return JdkInternals.create(scheduler, name, body);
  }

  /**
   * {@return the platform threads that code in virtual threads has started, and that are alive}
   * They inherit the thread group of virtual threads. Those of cleaners do not count.
   */
  public static List<Thread> platformThreadsOfTasks() {
    var all = new Thread[OF_VIRTUAL_THREADS.activeCount() + 8];
    int count = OF_VIRTUAL_THREADS.enumerate(all, true);
    List<Thread> threads = new ArrayList<>(Arrays.asList(all).subList(0, count));
    threads.removeIf(Cleaners::contains);
    return threads;
  }
}
