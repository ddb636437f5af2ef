package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessEnd;
import dev.gonzo.trap.SignalProcess;
import dev.gonzo.trap.StartProcess;
import dev.gonzo.trap.StartedProcess;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitForGroup;
import dev.gonzo.trap.WaitForProcess;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process that was started. It does not outlive its block: {@link #close} ends it, and with it
 * the group that it leads.
 *
 * <p>For tasks of the kernel that started it.
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
  // One task waits at the trap, for all; if it is cancelled there, the next one does.
  private final WaitQueue others = new WaitQueue();
  private boolean waiting;
  private @Nullable ExitStatus status;
  // A cancellation that arrives later has ended the block of this process.
  private final Optional<Cancelled> arrivedBefore = Gonzo.arrivedCancellation();
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

  /** {@return what the system calls it} */
  public long id() {
    return started.id();
  }

  /**
   * {@return the pipe that it reads; close it to let the process see the end of its input}
   *
   * @throws IllegalStateException if its input is no pipe
   */
  public ByteSink input() {
    return input.orElseThrow(() -> noPipe("input"));
  }

  /**
   * {@return the pipe of its standard output}
   *
   * @throws IllegalStateException if its output is no pipe
   */
  public ByteSource output() {
    return output.orElseThrow(() -> noPipe("output"));
  }

  /**
   * {@return the pipe of its standard error}
   *
   * @throws IllegalStateException if its standard error is no pipe
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
    return new IllegalStateException("the " + which + " of " + this + " is no pipe");
  }

  /**
   * Waits until it has ended, whoever else holds its pipes. Any number of tasks may.
   *
   * <p>Suspends; a checkpoint. A process that writes more than a pipe holds, and whose pipe nobody
   * reads, does not end: {@link #communicate} reads.
   *
   * @return how it ended
   * @throws IOException if this is closed while it waits
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
   * Sends it a signal; with its group, if it leads one. The group can be signalled after the end of
   * its leader too, until {@link #close}.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param number the system's number
   * @return whether it was there to hear it
   * @throws IOException if we may not
   * @throws UnsupportedOperationException if the kernel cannot: nio has only 15 and 9
   */
  @Async
  public boolean signal(int number) throws IOException {
    return Coroutine.trap(new SignalProcess(started.process(), number, asked.ownGroup()));
  }

  /**
   * Asks it to end (SIGTERM). Async, but never suspends, and no checkpoint.
   *
   * @return whether it was there to hear it
   * @throws IOException if we may not
   */
  @Async
  public boolean terminate() throws IOException {
    return signal(TERMINATE);
  }

  /**
   * Ends it (SIGKILL). Async, but never suspends, and no checkpoint.
   *
   * @return whether it was there
   * @throws IOException if we may not
   */
  @Async
  public boolean kill() throws IOException {
    return signal(KILL);
  }

  /**
   * Feeds its input, and reads both outputs meanwhile, so that no full pipe stops it; then waits
   * for its end. An input that it does not read to the end is no error.
   *
   * <p>Suspends; a checkpoint. Cancelled, or timed out, what was read is lost, and the process goes
   * on: close it. It waits for the ends of the pipes, which a child of the process may hold longer.
   *
   * @param bytes its input; must be empty if that is no pipe
   * @param limit how many bytes of each output are kept at most
   * @return what it wrote, and how it ended
   * @throws OutputTooLargeException if it writes more; the process goes on: close it
   * @throws IOException if a pipe fails
   */
  @Async
  public Captured communicate(byte[] bytes, int limit) throws IOException {
    if (bytes.length > 0) {
      ByteSink _ = input(); // says what is wrong
    }
    var conversation = new Conversation(input, output, List.of(error), limit);
    try {
      conversation.hold(bytes, toString());
      return new Captured(await(), conversation.output(), conversation.error(0));
    } catch (Throwable failure) {
      giveUp(); // what was read is lost: nobody can use what it would still say
      throw failure;
    }
  }

  /** Nobody can use its results any more: {@link #close} does not wait for its own end. */
  void giveUp() {
    isGivenUp = true;
  }

  /**
   * Gives it up to so long to end by itself, then asks it to end, and after the grace of its
   * command kills it.
   *
   * <p>Suspends; a checkpoint. Cancelled, the process goes on: close it.
   *
   * @param time how long it may take
   * @return how it ended
   * @throws IOException if this is closed while it waits
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
   * Ends it, and the group that it leads; when this returns, the system has forgotten it. Closing
   * twice is harmless.
   *
   * <p>At the normal end of its block it may finish by itself: its input is closed, what it still
   * writes is read and dropped (up to 1 MiB of each output, whose pipe is closed then), and it has
   * the grace of its command to end. Only then is it asked to end (SIGTERM), and after the grace
   * again killed (SIGKILL). It is asked to end at once if a cancellation or a deadline ends the
   * block, or if {@link #communicate} has failed. Another exception cannot be seen here: where its
   * end would take too long then, {@link #terminate} it.
   *
   * <p>The members of a group have the same grace, also when their leader has ended long before.
   *
   * <p>Suspends; no checkpoint. A cancellation that comes while it may finish shortens that: it is
   * asked to end, and the cancellation arrives at the next checkpoint.
   *
   * @throws IOException if it cannot be signalled; it is killed then, if the system lets us
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

  /** Whether its block seems to have ended normally, while it runs. For the task of the block. */
  boolean mayFinish() {
    return status == null
        && !isClosed
        && !isGivenUp
        && Gonzo.arrivedCancellation().equals(arrivedBefore);
  }

  /** Lets it end by itself, for as long as its grace, or until a cancellation comes. */
  void finish() throws IOException {
    try {
      InTime<ExitStatus> _ = Gonzo.ignoreAfter(grace, () -> awaitAlone(this::await));
    } catch (Throwable thrown) {
      if (!Coroutine.postpone(thrown)) {
        throw thrown;
      }
    }
  }

  /**
   * Waits while nobody speaks to it any more. Its outputs stay open: it must not be ended by what
   * it says at the end.
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
        pipe.close(); // as a pipeline does whose next program has ended
      }
    } catch (IOException | BusyException itIsReadOrClosed) {
      // Then it does not block the process.
    }
  }

  /** Ends it now. Under a shield. */
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
