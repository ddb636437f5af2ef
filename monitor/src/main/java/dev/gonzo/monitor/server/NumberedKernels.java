package dev.gonzo.monitor.server;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.WeakHashMap;

/** The kernels of this JVM, each with a number that it keeps. Any thread may use it. */
public final class NumberedKernels {
  private static final Map<RunningKernel, Integer> NUMBERS = new WeakHashMap<>();
  private static int last;

  private NumberedKernels() {}

  /** {@return those that run now, by number, in the order in which they began} */
  public static synchronized SequencedMap<Integer, RunningKernel> running() {
    var running = new LinkedHashMap<Integer, RunningKernel>();
    for (RunningKernel kernel : Kernels.running()) {
      running.put(NUMBERS.computeIfAbsent(kernel, _ -> ++last), kernel);
    }
    return running;
  }

  /**
   * {@return the kernel with a number; empty if it has ended}
   *
   * @param number its number
   */
  public static Optional<RunningKernel> find(long number) {
    return Optional.ofNullable(running().get((int) number));
  }
}
