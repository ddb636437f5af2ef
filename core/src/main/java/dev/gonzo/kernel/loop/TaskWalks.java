package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.TaskView;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills the pages of walks through a kernel's tasks, a few tasks at the beginning of each step.
 * Kernel thread only, except where noted.
 */
final class TaskWalks {
  /** How many tasks are read in a step: a fraction of a millisecond. */
  static final int MOST_READ = 128;

  /** How many tasks are passed over in a step, on the way to the first of a walk. */
  static final int MOST_PASSED = 1_024;

  private final LoopKernel kernel;
  private final LivingTasks living;
  // Any thread: the pages that are asked for and not filled.
  private final Set<TaskPage> unfilled = ConcurrentHashMap.newKeySet();
  private final Queue<TaskPage> asked = new ArrayDeque<>();
  private volatile boolean ended;

  TaskWalks(LoopKernel kernel, LivingTasks living) {
    this.kernel = kernel;
    this.living = living;
  }

  LivingTasks living() {
    return living;
  }

  /** Asks for a page. Any thread may call it. */
  void ask(TaskPage page) {
    unfilled.add(page);
    if (ended) {
      unfilled.remove(page);
      page.complete(List.of());
    } else {
      kernel.post(() -> asked.add(page));
    }
  }

  /** Ends a walk. Any thread may call it. */
  void leave(LoopWalk walk) {
    if (!ended) {
      kernel.post(walk::left);
    }
  }

  /** Whether a page is to be filled. */
  boolean areAsked() {
    return !asked.isEmpty();
  }

  /** Reads some tasks for the page that was asked for first; each page in turn. Between turns. */
  void fill(long nowNanos) {
    TaskPage page = asked.poll();
    if (page == null) {
      return;
    }
    try {
      if (page.isDone() || page.fill(nowNanos)) {
        unfilled.remove(page);
      } else {
        asked.add(page);
      }
    } catch (Throwable failure) {
      // A walk only looks: the kernel goes on, whatever a program's lock has thrown.
      unfilled.remove(page);
      page.completeExceptionally(failure);
    }
  }

  /** The kernel has ended: all pages are empty from now on. */
  void end() {
    ended = true; // first: a page that is added from now on is completed by the thread that adds it
    List<TaskView> none = List.of();
    unfilled.forEach(page -> page.complete(none));
    unfilled.clear();
  }
}
