package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * A request from user space to the kernel: a system call as an object.
 *
 * <p>A coroutine passes it to {@link dev.gonzo.Coroutine#trap}, and stops there until its driver
 * has answered. A kernel answers all traps in one exhaustive {@code switch}; a kernel that lacks a
 * group answers each trap of that group with an {@link UnsupportedTrapException}.
 *
 * @param <R> the type of the answer
 */
public sealed interface Trap<R extends @Nullable Object> {

  /**
   * {@return the class of which each answer is an instance; {@code Void.class} if the answer is
   * null} The answers that are passed to a coroutine driven by hand are checked against it.
   */
  Class<?> answerType();

  /**
   * {@return whether a cancellation can arrive here} The type of the trap decides that, never its
   * data: a checkpoint always is one.
   */
  default boolean isCheckpoint() {
    return true;
  }

  /**
   * Tasks, time and waiting. Every kernel supports this group.
   *
   * @param <R> the type of the answer
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
   * Threads outside the kernel: work in them, and wake-ups from them.
   *
   * @param <R> the type of the answer
   */
  sealed interface Threads<R extends @Nullable Object> extends Trap<R>
      permits CloseWaker, OpenWaker, RunInThread, WaitForWaker {}

  /**
   * Sockets.
   *
   * @param <R> the type of the answer
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
   * @param <R> the type of the answer
   */
  sealed interface Files<R extends @Nullable Object> extends Trap<R>
      permits AbsolutePath,
          CloseFile,
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
   * Processes: starting them, waiting for them, signalling them. Their pipes are handles that
   * {@link Receive}, {@link Send} and {@link Close} serve.
   *
   * @param <R> the type of the answer
   */
  sealed interface Processes<R extends @Nullable Object> extends Trap<R>
      permits SignalProcess, StartProcess, WaitForGroup, WaitForProcess {}

  /**
   * The environment of the process: signals, the standard input, the wall clock, random bytes. A
   * simulation replaces them.
   *
   * @param <R> the type of the answer
   */
  sealed interface Surroundings<R extends @Nullable Object> extends Trap<R>
      permits CloseSignals,
          OpenSignals,
          ReadEntropy,
          ReadStandardInput,
          ReadWallClock,
          TakeSignal {}
}
