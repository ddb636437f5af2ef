package dev.gonzo.kernel;

import dev.gonzo.Task;
import java.util.List;
import java.util.Optional;

/**
 * A kernel that runs in this JVM at this moment, for monitors and debuggers: see {@link
 * Kernels#running}. Any thread may call its methods; the numbers are those of a moment ago. When
 * the kernel has ended it has no threads and no tasks.
 */
public interface RunningKernel {
  /** {@return the name of its devices, as in {@code -Dgonzo.kernel=epoll}} */
  String name();

  /**
   * {@return its number among the kernels of this JVM, from 1, in the order in which they began}
   */
  int number();

  /**
   * {@return its threads: the one that steps it, then those that run blocking work for its tasks}
   */
  List<Thread> threads();

  /** {@return how many tasks have not ended} */
  int tasks();

  /** {@return how many turns its tasks have had} */
  long turns();

  /**
   * Begins to observe the kernel, between two turns. The activation is called on the kernel's
   * thread. Without effect if the kernel has ended.
   *
   * @param activation the observer
   * @return stops observing when it is closed, also between two turns, so that a last call may come
   *     after that; any thread may close it, any number of times
   */
  Observation observe(Activation activation);

  /**
   * Begins a walk through its tasks, in order of spawning. It costs the kernel nothing until a page
   * is asked for; from then until its end, or until it is closed, each task that ends costs a
   * little more. If the kernel has ended, its pages are empty. Never suspends.
   *
   * @param from the least number of a task in the walk, as in {@link Task#id}; 0, or a number below
   *     it, for all
   * @return the walk, to close when it is not needed any more
   */
  TaskWalk walk(long from);

  /** {@return the task that has its turn now; empty if the kernel waits} */
  Optional<Task<?>> runningTask();

  /**
   * Ends the kernel as a crash of its process would: between two turns, and without running
   * anything of its tasks any more, not even a {@code finally} block. Its devices, files and
   * sockets are closed, work in its threads is interrupted and not waited for, and the {@code run}
   * of the kernel throws an {@link IllegalStateException} with the reason. For simulations and
   * tests; {@code Task.cancel} ends tasks in an orderly way.
   *
   * <p>Does not wait, and a task that computes goes on until its turn ends. Threads outside the
   * kernel that wait for its tasks, for example in {@code EntryPoint.call}, wait for ever. Without
   * effect if the kernel has ended. The host of a guest kernel must step it once more.
   *
   * @param reason why it is abandoned, as a sentence
   */
  void abandon(String reason);

  /** An activation that observes a kernel, until this is closed or the kernel ends. */
  interface Observation extends AutoCloseable {
    /** Stops observing. Does not wait, and does not suspend. */
    @Override
    void close();
  }
}
