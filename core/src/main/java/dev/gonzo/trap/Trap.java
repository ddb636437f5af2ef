package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * A request from user space to the kernel: a system call, made an object.
 *
 * <p>A coroutine hands it to {@link dev.gonzo.Coroutine#trap}, and stands there until whoever
 * drives it has answered. A kernel answers each trap in one exhaustive {@code switch}; one that
 * lacks a whole group answers that group by an {@link UnsupportedTrapException}.
 *
 * @param <R> what the trap is answered with
 */
public sealed interface Trap<R extends @Nullable Object> {

  /**
   * {@return the class that an answer is an instance of; {@code Void.class} when it is null} Those
   * who drive a coroutine by hand are checked against it.
   */
  Class<?> answerType();

  /**
   * {@return whether a cancellation can arrive here} Decided by the kind of trap and never by the
   * data: a checkpoint always is one.
   */
  default boolean isCheckpoint() {
    return true;
  }

  /**
   * Tasks, time and waiting: what every kernel has.
   *
   * @param <R> what the trap is answered with
   */
  sealed interface Scheduling<R extends @Nullable Object> extends Trap<R>
      permits CancelTask,
          Checkpoint,
          CurrentTask,
          Join,
          ListTasks,
          ReadClock,
          SetDeadline,
          SleepUntil,
          Spawn,
          UnsetDeadline,
          WaitOn,
          Wake,
          YieldTurn {}

  /**
   * Threads outside the kernel: work for them, and being woken by them.
   *
   * @param <R> what the trap is answered with
   */
  sealed interface Threads<R extends @Nullable Object> extends Trap<R>
      permits CloseWaker, OpenWaker, RunInThread, WaitForWaker {}

  /**
   * Sockets.
   *
   * @param <R> what the trap is answered with
   */
  sealed interface Net<R extends @Nullable Object> extends Trap<R>
      permits Accept,
          Close,
          Connect,
          GetOption,
          JoinGroup,
          LeaveGroup,
          Listen,
          LocalAddress,
          OpenDatagrams,
          OpenPair,
          Receive,
          ReceiveFrom,
          ReceiveScattered,
          RemoteAddress,
          Resolve,
          Send,
          SendFile,
          SendGathered,
          SendTo,
          SetOption,
          ShutdownOutput {}

  /**
   * Files and directories.
   *
   * @param <R> what the trap is answered with
   */
  sealed interface Files<R extends @Nullable Object> extends Trap<R>
      permits CloseFile,
          LockFile,
          MakeDirectory,
          MakeLink,
          MakeTemporary,
          OpenDirectory,
          OpenFile,
          OpenWatch,
          PathOf,
          ReadAt,
          ReadAttributes,
          ReadDirectory,
          ReadLink,
          RemovePath,
          RenamePath,
          SetAttribute,
          SizeOfFile,
          SyncFile,
          TakeWatchEvents,
          TruncateFile,
          UnlockFile,
          WriteAt {}

  /**
   * Processes: to start them, to hear of their end, to signal them. Their pipes are handles that
   * {@link Receive}, {@link Send} and {@link Close} serve.
   *
   * @param <R> what the trap is answered with
   */
  sealed interface Processes<R extends @Nullable Object> extends Trap<R>
      permits SignalProcess, StartProcess, WaitForGroup, WaitForProcess {}

  /**
   * What is around the process: signals, the standard input, the wall clock, chance. A simulation
   * has its own.
   *
   * @param <R> what the trap is answered with
   */
  sealed interface Surroundings<R extends @Nullable Object> extends Trap<R>
      permits CloseSignals,
          OpenSignals,
          ReadEntropy,
          ReadStandardInput,
          ReadWallClock,
          TakeSignal {}
}
