package dev.gonzo.recorder.event;

import dev.gonzo.Outcome;
import dev.gonzo.Task;

/**
 * One thing that happened in a kernel. Its number is its place among the events of the kernel, from
 * 1. What a task does is in its turn, between a {@link Turn} and a {@link Stopped}; what comes from
 * outside (the end of a wait, an expired deadline, an arrival) is usually between two turns.
 */
public sealed interface Event {
  /** {@return the id of the task that it is about} */
  long task();

  /**
   * A task was created.
   *
   * @param task its id
   * @param parent the id of the task that has spawned it; -1 for none
   * @param name its name
   * @param daemon whether the end of the main task may end it
   */
  record Created(long task, long parent, String name, boolean daemon) implements Event {}

  /**
   * A task's turn begins.
   *
   * @param task its id
   * @param nanos when, on the kernel's clock
   */
  record Turn(long task, long nanos) implements Event {}

  /**
   * A task makes a trap.
   *
   * @param task its id
   * @param trap the trap, encoded
   */
  record Trapped(long task, Bytes trap) implements Event {}

  /**
   * The task's trap was answered.
   *
   * @param task its id
   * @param answer the answer, encoded with the bytes that were put into the trap's buffers
   */
  record Answered(long task, Bytes answer) implements Event {}

  /**
   * The task's trap has thrown.
   *
   * @param task its id
   * @param failure the exception, encoded
   */
  record Failed(long task, Bytes failure) implements Event {}

  /**
   * The task waits at its trap.
   *
   * @param task its id
   */
  record Suspended(long task) implements Event {}

  /**
   * A task that waited is ready to go on.
   *
   * @param task its id
   */
  record Resumed(long task) implements Event {}

  /**
   * The task is in a blocking call of the JDK, so that its turn is over.
   *
   * @param task its id
   */
  record Blocked(long task) implements Event {}

  /**
   * The blocking call is over, and the task is ready to go on.
   *
   * @param task its id
   */
  record Unblocked(long task) implements Event {}

  /**
   * A deadline of the task has expired.
   *
   * @param task its id
   * @param deadline its number, in the order in which the deadlines of the kernel were set
   */
  record DeadlineExpired(long task, long deadline) implements Event {}

  /**
   * The cancellation of the task, or of a block of it, was requested.
   *
   * @param task its id
   * @param reason the reason
   * @param requester who requested it
   */
  record CancellationRequested(long task, String reason, String requester) implements Event {}

  /**
   * A cancellation arrives in the task.
   *
   * @param task its id
   */
  record CancellationArrived(long task) implements Event {}

  /**
   * Something that another thread has passed to the kernel enters it.
   *
   * @param waker the number of the waker, in the order in which those of the kernel were opened
   */
  record Arrived(long waker) implements Event {
    @Override
    public long task() {
      return -1;
    }
  }

  /**
   * A task takes a step on a universal object, which other threads use too.
   *
   * @param task its id
   * @param object the number of the object, in the order in which the kernel's tasks first used it
   * @param step how many steps were taken on it before
   */
  record Shared(long task, long object, long step) implements Event {}

  /**
   * A task has read something from the JDK that differs from run to run: a clock, a random number,
   * a variable of the environment, a file.
   *
   * @param task its id
   * @param what what it has read, for example {@code System.nanoTime}
   * @param value what it has got, encoded
   */
  record Read(long task, String what, Bytes value) implements Event {}

  /**
   * The task's turn is over.
   *
   * @param task its id
   */
  record Stopped(long task) implements Event {}

  /**
   * A task has ended.
   *
   * @param task its id
   * @param how {@code returned}, {@code threw} with the name of the class, or {@code was cancelled}
   */
  record Ended(long task, String how) implements Event {
    /**
     * Returns how a task has ended.
     *
     * @param task a task that has ended
     * @return {@code how}
     */
    public static String how(Task<?> task) {
      return switch (task.outcome().orElse(null)) {
        case Outcome.Success<?> _ -> "returned";
        case Outcome.Failure<?>(var cause) -> "threw " + cause.getClass().getName();
        case Outcome.Cancellation<?> _ -> "was cancelled";
        case null -> "ended";
      };
    }
  }
}
