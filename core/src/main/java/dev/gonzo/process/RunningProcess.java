package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.ProcessEnd;
import dev.gonzo.trap.SignalProcess;
import dev.gonzo.trap.StartProcess;
import dev.gonzo.trap.StartedProcess;
import dev.gonzo.trap.Trap;
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
 * A process that was started. It does not outlive its block: {@link #close} ends it.
 *
 * <p>For tasks of the kernel that started it.
 */
public final class RunningProcess implements AutoCloseable {
  private static final int TERMINATE = 15;
  private static final int KILL = 9;

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

  RunningProcess(StartedProcess started, StartProcess asked, Duration grace) {
    this.started = started;
    this.asked = asked;
    this.grace = grace;
    input = Optional.ofNullable(started.input()).map(PipeSink::new);
    output = Optional.ofNullable(started.output()).map(PipeSource::new);
    error = Optional.ofNullable(started.error()).map(PipeSource::new);
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
   * Sends it a signal; with its group, if it leads one.
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
    conversation.hold(bytes, toString());
    return new Captured(await(), conversation.output(), conversation.error(0));
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
    return ended.isPresent() ? ended.get() : stop();
  }

  private ExitStatus stop() throws IOException {
    boolean _ = terminate();
    InTime<ExitStatus> ended = Gonzo.ignoreAfter(grace, this::await);
    if (ended.isPresent()) {
      return ended.get();
    }
    boolean _ = kill();
    return await();
  }

  /**
   * Ends it, if it runs: its pipes are closed, it is asked to end, and killed after the grace of
   * its command; when this returns, the system has forgotten it. Closing twice is harmless.
   *
   * <p>Suspends; no checkpoint: no cancellation cuts it short.
   *
   * @throws IOException if it cannot be signalled; it is given up then
   */
  @Async
  @Override
  public void close() throws IOException {
    Gonzo.withoutCancellation(() -> {
      try {
        closePipes();
        if (status == null) {
          ExitStatus _ = stop();
        }
      } finally {
        Trap<@Nullable Void> close = new Close(started.process());
        Coroutine.trap(close);
      }
    });
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
