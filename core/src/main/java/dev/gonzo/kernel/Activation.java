package dev.gonzo.kernel;

import dev.gonzo.Task;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Sees what happens to tasks, and changes nothing: for tracing, measuring and finding out. (Curio
 * has the word, and the idea.)
 *
 * <p>Called by the kernel, on its thread, some of them on the stack of the task: an activation must
 * not make traps, must not block, and must not throw.
 *
 * <pre>{@code
 * run(Kernels.open().observedBy(Activation.trapTrace(System.err::println)), this::program);
 * }</pre>
 */
public interface Activation {
  /**
   * A task was taken on.
   *
   * @param task which
   */
  default void created(Task<?> task) {}

  /**
   * A task has its turn.
   *
   * @param task which
   */
  default void running(Task<?> task) {}

  /**
   * A task makes a trap.
   *
   * @param task which
   * @param trap what it asks for
   */
  default void trapped(Task<?> task, Trap<?> trap) {}

  /**
   * A task's trap has to wait.
   *
   * @param task which
   * @param trap where it stands
   */
  default void suspended(Task<?> task, Trap<?> trap) {}

  /**
   * A suspended task is ready to go on.
   *
   * @param task which
   */
  default void resumed(Task<?> task) {}

  /**
   * A task's turn is over.
   *
   * @param task which
   * @param turn how long it took
   */
  default void stopped(Task<?> task, Duration turn) {}

  /**
   * A task has ended, and has its outcome.
   *
   * @param task which
   */
  default void ended(Task<?> task) {}

  /**
   * {@return one that tells who is created, has the turn, waits and ends}
   *
   * @param line is given each line
   */
  static Activation scheduleTrace(Consumer<String> line) {
    return new ScheduleTrace(line);
  }

  /**
   * {@return one that tells each trap that is made}
   *
   * @param line is given each line
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
   * {@return one that tells each turn that takes longer than others should wait}
   *
   * @param limit how long a turn may take
   * @param line is given each line
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
