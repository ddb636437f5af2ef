package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.Suspension;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running child process. It does not outlive its block: {@link #close} ends it, together with the
 * process group that it leads.
 *
 * <p>Only for tasks of the kernel that started it.
 */
public final class RunningProcess implements AutoCloseable {
  private static final int TERMINATE = 15;
  private static final int KILL = 9;
  private static final int PIECE = 1 << 16;
  private static final int MOST_DISCARDED = 1 << 20;

  private final StartedProcess started;
  private final StartProcess asked;
  private final Duration grace;
  private final Optional<ByteSink> input;
  private final Optional<ByteSource> output;
  private final Optional<ByteSource> error;
  // Only one task waits with the trap, for all; if it is cancelled, the next one takes over.
  private final WaitQueue others = new WaitQueue();
  private boolean waiting;
  private @Nullable ExitStatus status;
  // If it changes later, a cancellation is ending the block of this process.
  private final Optional<Cancelled> arrivedBefore = Cancelled.arrived();
  private boolean isGivenUp;
  private boolean isClosed;

  RunningProcess(StartedProcess started, StartProcess asked, Duration grace) {
    this.started = started;
    this.asked = asked;
    this.grace = grace;
    input = started.input() == null ? Optional.empty() : Optional.of(new PipeSink(started.input()));
    output = source(started.output());
    error = source(started.error());
  }

  private static Optional<ByteSource> source(@Nullable Handle pipe) {
    return pipe == null ? Optional.empty() : Optional.of(new PipeSource(pipe));
  }

  /** {@return its process id} */
  public long id() {
    return started.id();
  }

  /**
   * {@return the pipe to its standard input; close it to signal the end of the input}
   *
   * @throws IllegalStateException if its input is not a pipe
   */
  public ByteSink input() {
    return input.orElseThrow(() -> noPipe("input"));
  }

  /**
   * {@return the pipe from its standard output}
   *
   * @throws IllegalStateException if its output is not a pipe
   */
  public ByteSource output() {
    return output.orElseThrow(() -> noPipe("output"));
  }

  /**
   * {@return the pipe from its standard error}
   *
   * @throws IllegalStateException if its standard error is not a pipe
   */
  public ByteSource error() {
    return error.orElseThrow(() -> noPipe("standard error"));
  }

  Optional<ByteSink> inputPipe() {
    return input;
  }

  Optional<ByteSource> outputPipe() {
    return output;
  }

  Optional<ByteSource> errorPipe() {
    return error;
  }

  private IllegalStateException noPipe(String which) {
    return new IllegalStateException("the " + which + " of " + this + " is not a pipe");
  }

  /**
   * Waits until the process has ended, even if other processes still hold its pipes. Any number of
   * tasks may wait.
   *
   * <p>Suspends; a checkpoint. A process that writes more than a pipe holds does not end unless the
   * pipe is read: {@link #communicate} reads it.
   *
   * @return its exit status
   * @throws IOException if it is closed during the wait
   */
  @Async
  public ExitStatus await() throws IOException {
    Gonzo.checkpoint();
    while (status == null && waiting) {
      Coroutine.trap(new WaitOn(others));
    }
    ExitStatus known = status;
    return known != null ? known : awaitForAll();
  }

  private ExitStatus awaitForAll() throws IOException {
    waiting = true;
    try {
      ProcessEnd end = Coroutine.trap(new WaitForProcess(started.process()));
      ExitStatus ended =
          end.signalled()
              ? new ExitStatus.Signalled(end.number())
              : new ExitStatus.Exited(end.number());
      status = ended;
      return ended;
    } finally {
      waiting = false;
      Coroutine.trap(new Wake(others, Integer.MAX_VALUE));
    }
  }

  /**
   * Sends a signal to the process and to the group that it leads, if any. The group can be
   * signalled even after its leader has ended, until {@link #close}.
   *
   * @param number the number of the signal
   * @return whether it was still running
   * @throws IOException if it is not permitted
   * @throws UnsupportedOperationException if the kernel does not support it: nio supports only 15
   *     and 9
   */
  @Async(Suspension.NEVER)
  public boolean signal(int number) throws IOException {
    return Coroutine.trap(new SignalProcess(started.process(), number, asked.ownGroup()));
  }

  /**
   * Asks the process to end (SIGTERM).
   *
   * @return whether it was still running
   * @throws IOException if it is not permitted
   */
  @Async(Suspension.NEVER)
  public boolean terminate() throws IOException {
    return signal(TERMINATE);
  }

  /**
   * Kills the process (SIGKILL).
   *
   * @return whether it was there
   * @throws IOException if it is not permitted
   */
  @Async(Suspension.NEVER)
  public boolean kill() throws IOException {
    return signal(KILL);
  }

  /**
   * Writes its input, and at the same time reads both outputs, so that no full pipe blocks it; then
   * waits for its end. It is not an error if the process does not read all input.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, by a deadline too, the output that was read is
   * lost, and the process keeps running: close it. This method also waits for the end of the pipes,
   * which a child of the process may keep open longer.
   *
   * @param bytes its input; must be empty if the input is not a pipe
   * @param limit the greatest size of each output in bytes
   * @return its outputs and its exit status
   * @throws OutputTooLargeException if an output is larger; the process keeps running: close it
   * @throws IOException if a pipe fails
   */
  @Async
  public ProcessOutput communicate(byte[] bytes, int limit) throws IOException {
    if (bytes.length > 0) {
      ByteSink _ = input(); // throws if it is not a pipe
    }
    var communication = new Communication(input, output, List.of(error), limit);
    try {
      communication.hold(bytes, toString());
      return new ProcessOutput(await(), communication.output(), communication.error(0));
    } catch (Throwable failure) {
      giveUp(); // the output that was read is lost, so the rest is useless
      throw failure;
    }
  }

  /**
   * Records that its results are no longer needed, so that {@link #close} does not wait for it to
   * end by itself.
   */
  void giveUp() {
    isGivenUp = true;
  }

  /**
   * Waits a limited time for the process to end by itself; then asks it to end, and kills it after
   * the grace period of its command.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the process keeps running: close it.
   *
   * @param time how long it may take to end by itself
   * @return its exit status
   * @throws IOException if it is closed during the wait
   */
  @Async
  public ExitStatus awaitOrStop(Duration time) throws IOException {
    InTime<ExitStatus> ended = Gonzo.ignoreAfter(time, this::await);
    return ended.isPresent() ? ended.get() : stop(this::awaitWithGroup);
  }

  private ExitStatus stop(AsyncCallable<ExitStatus, IOException> wait) throws IOException {
    boolean _ = terminate();
    InTime<ExitStatus> ended = Gonzo.ignoreAfter(grace, wait);
    if (ended.isPresent()) {
      return ended.get();
    }
    boolean _ = kill();
    return await();
  }

  private ExitStatus awaitWithGroup() throws IOException {
    if (asked.ownGroup()) {
      Trap<@Nullable Void> group = new WaitForGroup(started.process());
      Coroutine.trap(group);
    }
    return await();
  }

  /**
   * Ends the process, and the group that it leads. When this method returns, no zombie is left.
   * Closing twice is harmless.
   *
   * <p>At the normal end of its block the process may finish by itself: its input is closed, its
   * remaining output is read and dropped (up to 1 MiB of each output, whose pipe is then closed),
   * and it has the grace period of its command to end. Only after that is it asked to end
   * (SIGTERM), and after another grace period it is killed (SIGKILL). It is asked to end at once if
   * a cancellation or a deadline ends the block, or if {@link #communicate} has failed. Other
   * exceptions that end the block cannot be detected here: if waiting would take too long in that
   * case, {@link #terminate} the process.
   *
   * <p>The members of a group have the same grace period, even if their leader has ended long
   * before.
   *
   * <p>Suspends; no checkpoint. A cancellation that comes while the process may finish ends that
   * phase: the process is asked to end, and the cancellation arrives at the next checkpoint.
   *
   * @throws IOException if it cannot be signalled; then it is killed, if the operating system
   *     permits that
   */
  @Async
  @Override
  public void close() throws IOException {
    try {
      if (mayFinish()) {
        finish();
      }
    } finally {
      Gonzo.withoutCancellation(this::end);
    }
  }

  /**
   * Whether it is still running and its block seems to have ended normally. For the task of the
   * block.
   */
  boolean mayFinish() {
    return status == null && !isClosed && !isGivenUp && Cancelled.arrived().equals(arrivedBefore);
  }

  /** Waits for it to end by itself, up to its grace period, or until a cancellation comes. */
  void finish() throws IOException {
    try {
      InTime<ExitStatus> _ = Gonzo.ignoreAfter(grace, () -> awaitAlone(this::await));
    } catch (Throwable thrown) {
      if (!Cancelled.postpone(thrown)) {
        throw thrown;
      }
    }
  }

  /**
   * Closes its input and waits, while its outputs are read and dropped. They stay open, so that its
   * last output does not end it with SIGPIPE.
   */
  private ExitStatus awaitAlone(AsyncCallable<ExitStatus, IOException> wait) throws IOException {
    if (input.isPresent()) {
      input.get().close();
    }
    try (var group = TaskGroup.open()) {
      for (Optional<ByteSource> source : List.of(output, error)) {
        source.ifPresent(pipe -> group.spawnDaemon("rest of " + this, () -> discard(pipe)));
      }
      ExitStatus ended = wait.call();
      group.join();
      return ended;
    }
  }

  private static void discard(ByteSource pipe) {
    var piece = new byte[PIECE];
    try {
      int left = MOST_DISCARDED;
      for (int count = 0; count >= 0 && left > 0; left -= count) {
        count = pipe.read(piece, 0, piece.length);
      }
      if (left <= 0) {
        pipe.close(); // like in a pipeline whose next program has ended
      }
    } catch (IOException | BusyException itIsReadOrClosed) {
      // The pipe is being read or is closed, so it does not block the process.
    }
  }

  /** Ends the process now. Called under a shield. */
  void end() throws IOException {
    try {
      if (!isClosed && (status == null || asked.ownGroup())) {
        ExitStatus _ = stop(() -> awaitAlone(this::awaitWithGroup));
      }
    } finally {
      isClosed = true;
      Trap<@Nullable Void> close = new Close(started.process());
      Coroutine.trap(close);
      closePipes();
    }
  }

  private void closePipes() throws IOException {
    if (input.isPresent()) {
      input.get().close();
    }
    if (output.isPresent()) {
      output.get().close();
    }
    if (error.isPresent()) {
      error.get().close();
    }
  }

  @Override
  public String toString() {
    return "process " + id() + " (" + String.join(" ", asked.command()) + ")";
  }
}
