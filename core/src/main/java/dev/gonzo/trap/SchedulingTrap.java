package dev.gonzo.trap;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks, time and waiting. Every kernel supports this group.
 *
 * @param <R> the type of the answer
 */
public sealed interface SchedulingTrap<R extends @Nullable Object> extends Trap<R> {
  // The traps without parameters, so that making one allocates nothing.

  /** The {@link Checkpoint}. */
  Checkpoint CHECKPOINT = new Checkpoint();

  /** The {@link CurrentTask}. */
  CurrentTask CURRENT_TASK = new CurrentTask();

  /** The {@link ListTasks}. */
  ListTasks LIST_TASKS = new ListTasks();

  /** The {@link ReadClock}. */
  ReadClock READ_CLOCK = new ReadClock();

  /** The {@link YieldTurn}. */
  YieldTurn YIELD_TURN = new YieldTurn();

  /**
   * Requests the cancellation of a task, or of a block in it, without waiting for its end. The
   * cancellation arrives where the task is suspended, or on entry to its next checkpoint. Answers
   * false if the task had ended, or if the request joins one that is already on its way. Never
   * suspends.
   *
   * @param task the task to cancel
   * @param cancelled the cancellation that is thrown in the task
   */
  record CancelTask(Task<?> task, Cancelled cancelled)
      implements SchedulingTrap<Boolean>, NoCheckpoint {}

  /** Delivers a cancellation that is due, and does nothing else. */
  record Checkpoint() implements SchedulingTrap<@Nullable Void> {}

  /** Answers the task that makes the trap. Never suspends. */
  record CurrentTask() implements SchedulingTrap<Task<?>>, NoCheckpoint {}

  /**
   * Suspends until a task has ended, and answers its outcome. A cancelled join leaves that task
   * untouched.
   *
   * @param task the task to wait for
   * @param <T> what the task returns
   */
  record Join<T extends @Nullable Object>(Task<T> task) implements SchedulingTrap<Outcome<T>> {}

  /**
   * Answers the tasks of the kernel that have not ended, in order of spawning: a snapshot. Never
   * suspends.
   */
  record ListTasks() implements SchedulingTrap<List<Task<?>>>, NoCheckpoint {}

  /** Reads the kernel's monotonic clock. Never suspends. */
  record ReadClock() implements SchedulingTrap<Moment>, NoCheckpoint {}

  /**
   * Requests that the calling task be cancelled when the kernel's clock reaches a point in time; at
   * once, if that has passed. Answers a handle for {@link UnsetDeadline}. Never suspends.
   *
   * @param at the point on the kernel's clock
   * @param cancelled the cancellation that is thrown in the task then
   */
  record SetDeadline(Moment at, Cancelled cancelled)
      implements SchedulingTrap<Handle>, NoCheckpoint {}

  /**
   * Suspends until the kernel's clock has reached a point in time. If that has passed, the task
   * only gives up its turn. Answers the moment at which it ended.
   *
   * @param until the point on the kernel's clock
   */
  record Sleep(Moment until) implements SchedulingTrap<Moment> {}

  /**
   * Creates a task from a coroutine, ready to run after those that are ready now. Never suspends.
   *
   * @param coroutine the coroutine that the task runs; it must not have begun
   * @param name the name of the task in reports, or null for a name made from its number
   * @param daemon whether the end of the main task may end this one without a report
   * @param <T> what the coroutine returns
   */
  record Spawn<T extends @Nullable Object>(
      Coroutine<T> coroutine, @Nullable String name, boolean daemon)
      implements SchedulingTrap<Task<T>>, NoCheckpoint {}

  /**
   * Removes a deadline. Without effect if it has passed. Never suspends.
   *
   * @param deadline the answer of {@link SetDeadline}
   */
  record UnsetDeadline(Handle deadline) implements SchedulingTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Suspends at the end of a wait queue until a {@link Wake} takes the task out. A cancelled task
   * has left the queue. No other task runs before this one is in the queue, so a condition that the
   * caller checked still holds.
   *
   * @param queue the queue to wait in
   */
  record WaitOn(WaitQueue queue) implements SchedulingTrap<@Nullable Void> {}

  /**
   * Makes up to {@code count} tasks of a wait queue ready, longest waiting first; answers how many.
   * Never suspends.
   *
   * @param queue the queue to wake tasks of
   * @param count how many tasks at most, zero or more
   */
  record Wake(WaitQueue queue, int count) implements SchedulingTrap<Integer>, NoCheckpoint {}

  /** Lets every other ready task run once. */
  record YieldTurn() implements SchedulingTrap<@Nullable Void> {}
}
