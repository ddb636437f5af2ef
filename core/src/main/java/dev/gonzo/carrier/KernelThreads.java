package dev.gonzo.carrier;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The threads that step kernels. Blocking one of them holds up all tasks of its kernel. */
public final class KernelThreads {
  // How many kernels each thread steps: the thread of a host loop may step several guest kernels.
  private static final Map<Thread, Integer> SERVING = new ConcurrentHashMap<>();

  private KernelThreads() {}

  /**
   * Records that a thread steps one more kernel.
   *
   * @param thread the thread
   */
  public static void add(Thread thread) {
    SERVING.merge(thread, 1, Integer::sum);
  }

  /**
   * Records that a thread steps one kernel fewer.
   *
   * @param thread the thread
   */
  public static void remove(Thread thread) {
    SERVING.computeIfPresent(thread, (_, kernels) -> kernels == 1 ? null : kernels - 1);
  }

  /**
   * Whether a thread steps a kernel.
   *
   * @param thread the thread
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
