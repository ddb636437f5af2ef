package dev.gonzo.carrier;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The threads that step kernels: what blocks one of them holds up all its tasks. */
public final class KernelThreads {
  // How many kernels each serves: a guest's host may serve several.
  private static final Map<Thread, Integer> SERVING = new ConcurrentHashMap<>();

  private KernelThreads() {}

  /**
   * Notes that a thread steps one kernel more.
   *
   * @param thread which
   */
  public static void add(Thread thread) {
    SERVING.merge(thread, 1, Integer::sum);
  }

  /**
   * Notes that a thread steps one kernel less.
   *
   * @param thread which
   */
  public static void remove(Thread thread) {
    SERVING.computeIfPresent(thread, (_, kernels) -> kernels == 1 ? null : kernels - 1);
  }

  /**
   * Tells whether a thread steps a kernel.
   *
   * @param thread which
   * @return whether it does
   */
  public static boolean isOne(Thread thread) {
    return SERVING.containsKey(thread);
  }

  /** {@return whether any kernel runs in this JVM} */
  public static boolean areThereAny() {
    return !SERVING.isEmpty();
  }
}
