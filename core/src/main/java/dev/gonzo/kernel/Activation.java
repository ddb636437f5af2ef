package dev.gonzo.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An observer of what happens to tasks, for tracing, measuring and debugging. It changes nothing.
 * (The name and the idea are Curio's.)
 *
 * <p>The kernel calls its methods on the kernel's thread, some of them on the stack of the task.
 * They must not make traps, must not block, and must not throw. An exception that one throws is
 * caught, and the first one of each activation is logged; the tasks are not affected.
 *
 * <p>{@link Kernel#observedBy} observes a kernel from its first task on, {@link
 * RunningKernel#observe} one that is running.
 *
 * <pre>{@code
 * run(Kernels.of().observedBy(Activation.trapTrace(System.err::println)), this::program);
 * }</pre>
 */
public interface Activation {
  /**
   * Called when a task has been created.
   *
   * @param task the task
   */
  default void created(Task<?> task) {}

  /**
   * Called when a task's turn begins.
   *
   * @param task the task
   */
  default void running(Task<?> task) {}

  /**
   * Called when a task makes a trap.
   *
   * @param task the task
   * @param trap the trap
   */
  default void trapped(Task<?> task, Trap<?> trap) {}

  /**
   * Called when a trap has been answered, in the turn in which the task goes on with the answer. An
   * activation that did not observe the trap itself, because it began to observe later, is not
   * called.
   *
   * @param task the task
   * @param trap the trap
   * @param answer the answer; null for a trap without a result
   */
  default void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {}

  /**
   * Called when a trap throws in its task, which is the other way in which it can end: it was
   * refused, its operation has failed, or a cancellation arrives at it. Like {@link #answered}, for
   * traps that the activation has observed.
   *
   * @param task the task
   * @param trap the trap
   * @param failure the exception; if it is a cancellation, {@link #cancellationArrived} came first
   */
  default void failed(Task<?> task, Trap<?> trap, Throwable failure) {}

  /**
   * Called when a task suspends because its trap must wait.
   *
   * @param task the task
   * @param trap the trap
   */
  default void suspended(Task<?> task, Trap<?> trap) {}

  /**
   * Called when a suspended task is ready to go on.
   *
   * @param task the task
   */
  default void resumed(Task<?> task) {}

  /**
   * Called when a task is in a foreign block, a blocking call of the JDK, so that its turn is over.
   * Not called on the baton carrier, where such a call is part of the turn.
   *
   * @param task the task
   */
  default void blocked(Task<?> task) {}

  /**
   * Called when a foreign block is over, and its task is ready to go on.
   *
   * @param task the task
   */
  default void unblocked(Task<?> task) {}

  /**
   * Called when a deadline of a task has expired. A {@link #cancellationRequested} follows, unless
   * the block has been left, or an equal request is due.
   *
   * @param task the task
   * @param deadline the cancellation that is requested by it
   */
  default void deadlineExpired(Task<?> task, Cancelled deadline) {}

  /**
   * Called when the cancellation of a task, or of a block of it, has been requested.
   *
   * @param task the task to be cancelled
   * @param cancelled the request
   */
  default void cancellationRequested(Task<?> task, Cancelled cancelled) {}

  /**
   * Called when a cancellation arrives: it is thrown in the task at once. In rare cases the trap at
   * which it arrives was completed by another thread at that moment; then it arrives again later.
   *
   * @param task the cancelled task
   * @param arriving the {@link Cancelled}; or, in the owner of a group, the failure of the group
   */
  default void cancellationArrived(Task<?> task, Throwable arriving) {}

  /**
   * Called when library code has started a virtual thread in a task. It runs beside the tasks, so
   * this is called shortly after it has begun, between two turns. Not called on the baton carrier,
   * where a kernel does not know of such threads.
   *
   * @param task the task in which it was started
   * @param thread the thread
   */
  default void foreignThreadStarted(Task<?> task, Thread thread) {}

  /**
   * Called when such a thread has ended, between two turns. Not called for threads that outlive the
   * kernel.
   *
   * @param task the task in which it was started, which may have ended
   * @param thread the thread
   */
  default void foreignThreadEnded(Task<?> task, Thread thread) {}

  /**
   * Called when a task's turn is over.
   *
   * @param task the task
   * @param turn how long it took
   */
  default void stopped(Task<?> task, Duration turn) {}

  /**
   * Called when a task has ended and has its outcome.
   *
   * @param task the task
   */
  default void ended(Task<?> task) {}

  /**
   * {@return an activation that writes a line when a task is created, runs, suspends, resumes or
   * ends}
   *
   * @param line takes each line
   */
  static Activation scheduleTrace(Consumer<String> line) {
    return new ScheduleTrace(line);
  }

  /**
   * {@return an activation that writes a line for each trap}
   *
   * @param line takes each line
   */
  static Activation trapTrace(Consumer<String> line) {
    return new Activation() {
      @Override
      public void trapped(Task<?> task, Trap<?> trap) {
        line.accept(task.name() + " " + trap);
      }
    };
  }

  /**
   * {@return an activation that writes a line for each turn that takes too long}
   *
   * @param limit how long a turn may take
   * @param line takes each line
   */
  static Activation longBlock(Duration limit, Consumer<String> line) {
    return new Activation() {
      @Override
      public void stopped(Task<?> task, Duration turn) {
        if (turn.compareTo(limit) > 0) {
          line.accept(task.name() + " had the kernel for " + turn.toMillis() + " ms");
        }
      }
    };
  }
}
