package dev.gonzo.cli.sim;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that simulates, as the command sees it. One thread uses it, and {@link #kill} may be called
 * by any.
 */
final class Worker implements AutoCloseable {
  /** The status of a process that has got the signal of Ctrl+C. */
  private static final int INTERRUPTED = 130;

  private static final long GRACE_SECONDS = 5;

  private final Process process;
  private final WorkerOutput output;
  private final WorkerOutput errors;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor watch;
  private final BooleanSupplier isEnding;
  private @Nullable DataOutputStream tasks;
  private @Nullable DataInputStream replies;
  private boolean isUsedUp;
  private volatile boolean isLate;

  /**
   * Starts to use a process.
   *
   * @param patience how long, in real time, a seed may take
   * @param watch ends the process if a seed takes longer
   * @param shown where to print what its program prints, if that is asked for
   * @param isEnding whether the command ends, and with it all workers
   */
  Worker(
      Process process,
      Duration patience,
      ScheduledThreadPoolExecutor watch,
      PrintStream shown,
      BooleanSupplier isEnding) {
    this.process = process;
    this.patience = patience;
    this.watch = watch;
    this.isEnding = isEnding;
    output = WorkerOutput.of(process.getInputStream(), shown);
    errors = WorkerOutput.of(process.getErrorStream(), System.err);
  }

  /**
   * Begins to talk to it.
   *
   * @param channel the connection that it has made
   * @param greeting what it needs first
   */
  void greet(SocketChannel channel, List<byte[]> greeting) throws IOException {
    var out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    tasks = out;
    replies = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    out.writeInt(greeting.size());
    for (byte[] part : greeting) {
      Wire.bytes(out, part);
    }
  }

  /**
   * Lets it do a task.
   *
   * @param task the task
   * @param results takes each result as soon as it is there
   * @throws WorkerLostException if its JVM has ended, or a seed has taken too long
   * @throws InterruptedException if the thread is interrupted
   */
  void run(Task task, Consumer<Result> results) throws WorkerLostException, InterruptedException {
    long seed = task.first();
    if (task.shows()) {
      show();
    }
    try {
      DataOutputStream out = tasks;
      DataInputStream in = replies;
      if (out == null || in == null) {
        throw new IOException("it has not connected");
      }
      task.write(out);
      out.flush();
      for (int i = 0; i < task.count(); i++) {
        results.accept(next(in));
        seed++;
      }
    } catch (IOException ended) {
      throw lost(seed);
    }
  }

  /** Whether its memory is so full that another one should do the next task. */
  boolean isUsedUp() {
    return isUsedUp;
  }

  /** The result of a task with one seed. */
  Result run(Task task) throws WorkerLostException, InterruptedException {
    var only = new Result[1];
    run(task, result -> only[0] = result);
    return only[0];
  }

  private Result next(DataInputStream in) throws IOException {
    ScheduledFuture<?> end =
        watch.schedule(this::endLate, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      Result result = Result.read(in);
      isUsedUp = in.readBoolean();
      return result;
    } finally {
      end.cancel(false);
    }
  }

  /** Prints from now on what it prints. */
  void show() {
    output.show();
    errors.show();
  }

  /** Lets it report where it is, and end; or ends it if it does not answer any more. */
  private void endLate() {
    isLate = true;
    DataOutputStream out = tasks;
    if (out == null) {
      kill();
      return;
    }
    try {
      ScheduledFuture<?> _ = watch.schedule(this::kill, GRACE_SECONDS, TimeUnit.SECONDS);
      Task.REPORT.write(out);
      out.flush();
    } catch (IOException ended) {
      kill();
    }
  }

  private WorkerLostException lost(long seed) throws InterruptedException {
    boolean ended = process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    kill();
    output.join();
    errors.join();
    String tail = (output.tail() + '\n' + errors.tail()).strip();
    String reason = reason(ended);
    return new WorkerLostException(
        seed,
        tail.isEmpty() ? reason : reason + ":\n" + tail,
        isEnding.getAsBoolean() || (ended && process.exitValue() == INTERRUPTED && !isLate));
  }

  private String reason(boolean ended) {
    if (isLate) {
      return "it has not ended within "
          + patience.toSeconds()
          + " s of real time: a task may run in a loop that never suspends (--patience allows more)";
    }
    return ended
        ? "its JVM has ended with status " + process.exitValue()
        : "its JVM has closed the connection to the command";
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends it when it has nothing to do, and waits until all that it has printed is shown. */
  @Override
  public void close() {
    try {
      if (tasks != null) {
        tasks.close();
      }
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
      output.join();
      errors.join();
    } catch (IOException ended) {
      kill();
    } catch (InterruptedException wanted) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
