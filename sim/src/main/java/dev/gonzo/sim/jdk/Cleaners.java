package dev.gonzo.sim.jdk;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@link java.lang.ref.Cleaner} in simulations. Libraries have one to notice what was
 * never closed: its thread waits for the garbage collector, whose moments no seed decides. So the
 * thread may start, and what it would clean up for code of a simulation stays undone, as if the
 * garbage collector did not run. An action that the code itself calls is done.
 */
final class Cleaners {
  private static final String CLEANER = "jdk.internal.ref.CleanerImpl";

  // Weakly, because the threads of cleaners end with the libraries that they serve.
  private static final Set<Thread> THREADS =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private Cleaners() {}

  /** Whether the thread that is about to start, on the calling stack, is that of a cleaner. */
  static boolean starts(Thread thread) {
    boolean isCleaner =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(CLEANER)));
    if (isCleaner) {
      var _ = THREADS.add(thread);
    }
    return isCleaner;
  }

  /** Whether a thread is that of a cleaner which was started in a simulation. */
  static boolean contains(Thread thread) {
    return THREADS.contains(thread);
  }

  /** The action that is registered instead of one; the JDK's own free only memory. */
  static @Nullable Object registered(@Nullable Object action) {
    boolean isOfJdk = action == null || action.getClass().getClassLoader() == null;
    return isOfJdk || SimulationThread.jvmHere() == null || !(action instanceof Runnable own)
        ? action
        : (Runnable) () -> runInSimulation(own);
  }

  private static void runInSimulation(Runnable action) {
    if (SimulationThread.jvmHere() != null) {
      action.run();
    }
  }
}
