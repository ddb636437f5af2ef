package dev.gonzo.kernel;

import java.util.List;
import java.util.concurrent.Future;

/**
 * A walk through the tasks of a {@link RunningKernel} in pages, in order of spawning. The kernel
 * fills a page between its turns, a few tasks at the beginning of each step, so a walk through a
 * million tasks delays its timers by less than a millisecond at a time. Tasks that end or are
 * spawned during the walk may be in it or not; any other is in it once.
 *
 * <pre>{@code
 * try (TaskWalk walk = kernel.walk(0)) {     // on a thread outside the kernel
 *   for (var page = walk.next(1_000).get(); !page.isEmpty(); page = walk.next(1_000).get()) {
 *     page.forEach(view -> IO.println(view.task().name() + " " + view.state()));
 *   }
 * }
 * }</pre>
 */
public interface TaskWalk extends AutoCloseable {
  /**
   * Asks for the next tasks. Any thread may call it; never suspends. The kernel answers when it is
   * between two turns, which may be never if a task keeps its thread or the host of a guest does
   * not step it: wait with a limit. A page that was cancelled takes its tasks with it: after a
   * timeout call {@code get} on the same future again, or close the walk.
   *
   * @param most how many tasks at most, from 1 to {@value #MOST_TASKS}
   * @return the tasks; an empty list at the end of the walk, and if the kernel has ended. Its
   *     failure is what reading a task has thrown, such as {@link OutOfMemoryError}
   * @throws IllegalArgumentException if {@code most} is out of range
   * @throws IllegalStateException if the page before is not filled yet, or the walk is closed
   */
  Future<List<TaskView>> next(int most);

  /** Ends the walk. Does not wait, and does not suspend; any thread may call it. */
  @Override
  void close();

  /** How many tasks a page may have. */
  int MOST_TASKS = 10_000;
}
