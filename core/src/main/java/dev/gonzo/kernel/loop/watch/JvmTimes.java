package dev.gonzo.kernel.loop.watch;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The times of a thread as the JVM knows them, for virtual threads and for systems without better
 * figures. The JVM does not know how long a thread waited for a processor, and a blocking system
 * call is guessed from a native method on top of the stack. In a JVM without {@code
 * java.management} all time counts as running.
 *
 * <p>Discussion: Linux knows the delays of each of its threads, but the JVM does not say which of
 * them a carrier thread is. The system cuts names to 15 characters, which is "ForkJoinPool-1-" for
 * all carrier threads, and only code on the thread itself could read its id, where a virtual thread
 * may see another id each time. So on the baton carrier, a task that calls a native method on a
 * busy machine may be reported as blocked there, although its thread only got no processor.
 */
final class JvmTimes {
  private static final int ROOM_FOR_NEW_THREADS = 16;

  private static final @Nullable ThreadMXBean THREADS = threads();

  private JvmTimes() {}

  private static @Nullable ThreadMXBean threads() {
    try {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      return threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
          ? threads
          : null;
    } catch (LinkageError leftOut) {
      return null;
    }
  }

  /** Reads the times of a platform thread, on which a thread of ours may be mounted. */
  static ThreadTimes of(Thread platform, Thread running) {
    return of(platform.threadId(), running);
  }

  /**
   * Reads the times of a virtual thread, which are those of its carrier thread.
   *
   * @param forBaton whether it waits for the baton if it waits: then it waits for another thread,
   *     which gets no processor
   */
  static ThreadTimes ofVirtual(Thread running, boolean forBaton) {
    switch (running.getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> {
        return ThreadTimes.exact("wait of " + running.threadId(), 0, 0, !forBaton);
      }
      case NEW, RUNNABLE, TERMINATED -> {}
    }
    String below = nameBelow(running.toString());
    // Runnable but not mounted: all carrier threads are in use.
    return below == null
        ? ThreadTimes.exact("delay of " + running.threadId(), 0, 0, false)
        : of(idOf(below), running);
  }

  private static ThreadTimes of(long platform, Thread running) {
    long ran = THREADS == null || platform < 0 ? -1 : THREADS.getThreadCpuTime(platform);
    if (ran < 0) {
      return ThreadTimes.estimated("clock", System.nanoTime(), () -> false);
    }
    return ThreadTimes.estimated("jvm " + platform, ran, () -> isInNative(running));
  }

  private static boolean isInNative(Thread running) {
    StackTraceElement[] stack = running.getStackTrace();
    return stack.length > 0 && stack[0].isNativeMethod();
  }

  /**
   * The name of its carrier thread, which only {@code toString} shows: {@code
   * VirtualThread[#31]/runnable@ForkJoinPool-1-worker-1}.
   */
  private static @Nullable String nameBelow(String thread) {
    int at = thread.indexOf('@', thread.lastIndexOf("]/") + 2);
    return at < 0 ? null : thread.substring(at + 1);
  }

  /**
   * The id of the platform thread with a name; negative if there is none. Not from {@code
   * ThreadMXBean.getThreadInfo}, which looks at what each thread is blocked by, and has crashed JDK
   * 25 when one of them went on at that moment.
   */
  private static long idOf(String name) {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup above = root; above != null; above = above.getParent()) {
      root = above;
    }
    var threads = new Thread[root.activeCount() + ROOM_FOR_NEW_THREADS];
    int count = root.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i].getName().equals(name)) {
        return threads[i].threadId();
      }
    }
    return -1;
  }
}
