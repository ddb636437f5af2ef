package dev.gonzo.cli.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A JVM that simulates, as the command sees it. One thread uses it, and {@link #kill} may be called
 * by any.
 */
final class Worker implements AutoCloseable {
  /** The status of a process that has got the signal of Ctrl+C. */
  private static final int INTERRUPTED = 130;

  private static final int TAIL = 4_000;
  private static final long GRACE_SECONDS = 5;

  private final Process process;
  private final DataOutputStream tasks;
  private final DataInputStream replies;
  private final PrintStream shown;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor watch;
  private final BooleanSupplier isEnding;
  private final Thread errorReader;
  private final StringBuilder errors = new StringBuilder(); // guarded by itself
  private volatile boolean isLate;
  private volatile boolean showsErrors;

  private Worker(
      Process process,
      Duration patience,
      ScheduledThreadPoolExecutor watch,
      PrintStream shown,
      BooleanSupplier isEnding) {
    this.process = process;
    this.patience = patience;
    this.watch = watch;
    this.shown = shown;
    this.isEnding = isEnding;
    tasks = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    replies = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    errorReader =
        Thread.ofPlatform().daemon().name("gonzo-sim-errors").unstarted(this::readErrors);
  }

  /**
   * Starts a worker.
   *
   * @param command its command line
   * @param greeting what it needs first
   * @param patience how long, in real time, a seed may take
   * @param watch ends it if a seed takes longer
   * @param shown where to print what its program prints, if that is asked for
   * @param isEnding whether the command ends, and with it all workers
   * @throws IOException if the JVM cannot be started
   */
  static Worker start(
      List<String> command,
      List<byte[]> greeting,
      Duration patience,
      ScheduledThreadPoolExecutor watch,
      PrintStream shown,
      BooleanSupplier isEnding)
      throws IOException {
    var builder = new ProcessBuilder(command);
    // The JVM would print that it has picked them up; what they say is among its flags already.
    builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
    var worker = new Worker(builder.start(), patience, watch, shown, isEnding);
    worker.errorReader.start();
    try {
      worker.tasks.writeInt(greeting.size());
      for (byte[] part : greeting) {
        Wire.bytes(worker.tasks, part);
      }
    } catch (IOException ended) {
      // The first task reports it.
      worker.kill();
    }
    return worker;
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
    showsErrors = task.shows();
    try {
      task.write(tasks);
      tasks.flush();
      for (int i = 0; i < task.count(); i++) {
        results.accept(next());
        seed++;
      }
    } catch (IOException ended) {
      throw lost(seed);
    }
  }

  /** The result of a task with one seed. */
  Result run(Task task) throws WorkerLostException, InterruptedException {
    var only = new Result[1];
    run(task, result -> only[0] = result);
    return only[0];
  }

  private Result next() throws IOException {
    ScheduledFuture<?> end =
        watch.schedule(this::endLate, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      while (replies.readByte() == WorkerLoop.OUTPUT) {
        shown.write(Wire.bytes(replies));
        shown.flush();
      }
      return Result.read(replies);
    } finally {
      end.cancel(false);
    }
  }

  private void endLate() {
    isLate = true;
    kill();
  }

  private WorkerLostException lost(long seed) throws InterruptedException {
    boolean ended = process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      kill();
    }
    errorReader.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
    int status = ended ? process.exitValue() : -1;
    String reason =
        isLate
            ? "it has not ended within %d s of real time: a task may run in a loop that never"
                    .formatted(patience.toSeconds())
                + " suspends (--patience allows more)"
            : ended
                ? "its JVM has ended with status " + status
                : "its JVM has closed its output, which only the simulator may";
    String tail = tail();
    return new WorkerLostException(
        seed,
        tail.isEmpty() ? reason : reason + ":\n" + tail,
        isEnding.getAsBoolean() || (status == INTERRUPTED && !isLate));
  }

  private String tail() {
    synchronized (errors) {
      return errors.toString().strip();
    }
  }

  /** Keeps the end of what it writes on standard error. */
  private void readErrors() {
    var buffer = new byte[8_192];
    try (InputStream stream = process.getErrorStream()) {
      for (int count; (count = stream.read(buffer)) >= 0; ) {
        if (showsErrors) {
          System.err.write(buffer, 0, count);
          System.err.flush();
        }
        synchronized (errors) {
          errors.append(new String(buffer, 0, count, UTF_8));
          errors.delete(0, Math.max(0, errors.length() - TAIL));
        }
      }
    } catch (IOException ended) {
      // its JVM has ended
    }
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends it when it has nothing to do. */
  @Override
  public void close() {
    try {
      tasks.close();
      if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException ended) {
      // then it is ended for certain
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
    kill();
  }
}
