package dev.gonzo.kernel.driver.nio;

import dev.gonzo.report.Log;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that {@link PipeThreads} has already got from the system: what it is given cannot be
 * refused any more. It waits between two pieces of work.
 *
 * <p>Takes no lock, so that a task can give it work inside the kernel.
 */
final class PipeThread implements Runnable {
  private volatile @Nullable Thread thread;
  private volatile @Nullable Runnable given;
  private volatile @Nullable Runnable last;

  /** Gives it work, when it has done what it was given before. On the kernel's thread. */
  void give(Runnable work) {
    given = work;
    LockSupport.unpark(thread);
  }

  /**
   * Gives it its last work, to be done after what it was given before. Only the first call counts.
   * On the kernel's thread.
   */
  void end(Runnable work) {
    if (last == null) {
      last = work;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (true) {
      Runnable end = last; // first: what was given before it is seen below
      Runnable work = given;
      if (work != null) {
        given = null;
        perform(work);
      } else if (end != null) {
        perform(end);
        return;
      } else {
        LockSupport.park(this);
        boolean _ = Thread.interrupted(); // a stray interrupt would end every wait at once
      }
    }
  }

  private static void perform(Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      Log.warn("work on the pipe of a process has failed: bytes may be missing", failure);
    }
  }
}
