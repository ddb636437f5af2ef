package dev.gonzo.junit;

import dev.gonzo.report.CallSites;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The threads that Gonzo has started for one test: kernels and their workers. A thread belongs to
 * the group of the thread that started it, so with a group for each test, threads of tests that run
 * in parallel are not confused.
 *
 * <p>Discussion: on the baton carrier virtual threads start them, and those have no groups; there
 * none are found.
 */
final class GonzoThreads {
  /** Threads of a kernel that have ended when its {@code run} or {@code stop} returns. */
  private static final Pattern KERNELS = Pattern.compile("gonzo-(kernel|embedded|core)-.*");

  /** Threads that do work for a kernel: idle ones may be about to end. */
  private static final Pattern WORKERS =
      Pattern.compile("gonzo-(worker|file|process|pipe|guest-devices)-.*");

  private final ThreadGroup group;

  GonzoThreads(String name) {
    group = new ThreadGroup(name);
  }

  /** Creates the thread from which the others descend. */
  Thread create(String name, Runnable work) {
    return Thread.ofPlatform().group(group).daemon().name(name).unstarted(work);
  }

  /** Those that still run, described for a message. */
  List<String> running() {
    var threads = new Thread[group.activeCount() + 10];
    int count = group.enumerate(threads);
    return Arrays.stream(threads, 0, count)
        .filter(GonzoThreads::isLeft)
        .map(GonzoThreads::described)
        .toList();
  }

  private static boolean isLeft(Thread thread) {
    String name = thread.getName();
    return thread.isAlive()
        && (KERNELS.matcher(name).matches()
            || (WORKERS.matcher(name).matches()
                && CallSites.usersLine(thread.getStackTrace()) != null));
  }

  private static String described(Thread thread) {
    StackTraceElement line = CallSites.usersLine(thread.getStackTrace());
    return "thread " + thread.getName() + ", which runs" + (line == null ? "" : " in " + line);
  }
}
