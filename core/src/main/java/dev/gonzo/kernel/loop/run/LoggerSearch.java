package dev.gonzo.kernel.loop.run;

import dev.gonzo.kernel.loop.RunningKernels;
import dev.gonzo.report.Log;
import org.jspecify.annotations.Nullable;

/**
 * Finds the logger in a thread of its own while a kernel is created, because that can take 30 ms
 * the first time, and begins to listen for recordings, which takes 1 ms. It begins before anything
 * else that a run needs: until the logger is found, a garbage collection may remove the handlers of
 * the program, see {@link Log#prepare}.
 */
public final class LoggerSearch {
  private static @Nullable Thread thread;

  private LoggerSearch() {}

  /** Begins the search, if it has not begun yet. */
  public static synchronized void begin() {
    if (thread != null || Log.isPrepared()) {
      return;
    }
    try {
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("gonzo-logger")
              .inheritInheritableThreadLocals(false)
              .start(() -> {
                Log.prepare();
                RunningKernels.prepareRecordings();
              });
    } catch (OutOfMemoryError noThread) {
      Log.prepare();
    }
  }

  /** Waits until the search has ended. */
  static void await() throws InterruptedException {
    Thread begun = begun();
    if (begun != null) {
      begun.join();
    }
  }

  private static synchronized @Nullable Thread begun() {
    return thread;
  }
}
