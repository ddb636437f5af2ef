package dev.gonzo.kernel;

import dev.gonzo.Task;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * An observer of what happens to tasks, for tracing, measuring and debugging. It changes nothing.
 * (The name and the idea are Curio's.)
 *
 * <p>The kernel calls its methods on the kernel's thread, some of them on the stack of the task.
 * They must not make traps, must not block, and must not throw.
 *
 * <pre>{@code
 * run(Kernels.open().observedBy(Activation.trapTrace(System.err::println)), this::program);
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
