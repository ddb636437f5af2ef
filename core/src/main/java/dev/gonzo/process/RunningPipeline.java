package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The running processes of a pipeline. None outlives the block: {@link #close} ends them.
 *
 * <p>Only for tasks of the kernel that started them.
 */
public final class RunningPipeline implements AutoCloseable {
  private final List<RunningProcess> processes;

  RunningPipeline(List<RunningProcess> processes) {
    this.processes = List.copyOf(processes);
  }

  /**
   * {@return the processes, in order} The outputs of all but the last one are not available here.
   */
  public List<RunningProcess> processes() {
    return processes;
  }

  /**
   * {@return the pipe to the standard input of the first process; close it to signal the end of the
   * input}
   *
   * @throws IllegalStateException if its input is not a pipe
   */
  public ByteSink input() {
    return processes.getFirst().input();
  }

  /**
   * {@return the pipe from the standard output of the last process}
   *
   * @throws IllegalStateException if its output is not a pipe
   */
  public ByteSource output() {
    return processes.getLast().output();
  }

  /**
   * Waits until all processes have ended.
   *
   * <p>Suspends; a checkpoint. A process that writes more to its standard error than the pipe holds
   * does not end unless the pipe is read: {@link #communicate} reads it.
   *
   * @return the exit statuses
   * @throws IOException if a process is closed during the wait
   */
  @Async
  public PipelineStatus await() throws IOException {
    var each = new ArrayList<ExitStatus>();
    for (RunningProcess process : processes) {
      each.add(process.await());
    }
    return new PipelineStatus(each);
  }

  /**
   * Writes the input of the first process, and at the same time reads the output of the last one
   * and the standard error of all; then waits for their ends. It is not an error if the input is
   * not read completely.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, by a deadline too, the output that was read is
   * lost, and the processes keep running: close the pipeline.
   *
   * @param bytes the input; must be empty if the input is not a pipe
   * @param limit the greatest size of each output in bytes
   * @return the outputs and the exit statuses
   * @throws OutputTooLargeException if an output is larger; the processes keep running: close the
   *     pipeline
   * @throws IOException if a pipe fails
   */
  @Async
  public PipelineOutput communicate(byte[] bytes, int limit) throws IOException {
    if (bytes.length > 0) {
      ByteSink _ = input(); // throws if it is not a pipe
    }
    var communication =
        new Communication(
            processes.getFirst().inputPipe(),
            processes.getLast().outputPipe(),
            processes.stream().map(RunningProcess::errorPipe).toList(),
            limit);
    try {
      communication.hold(bytes, toString());
      var errors = new ArrayList<byte[]>();
      for (int i = 0; i < processes.size(); i++) {
        errors.add(communication.error(i));
      }
      return new PipelineOutput(await(), communication.output(), errors);
    } catch (Throwable failure) {
      giveUp();
      throw failure;
    }
  }

  /**
   * Records that the results are no longer needed, so that {@link #close} does not wait for the
   * processes to end by themselves.
   */
  void giveUp() {
    processes.forEach(RunningProcess::giveUp);
  }

  /**
   * Waits a limited time for the processes to end by themselves; then asks the remaining ones to
   * end, and kills each after the grace period of its command.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the processes keep running: close the pipeline.
   *
   * @param time how long they may take to end by themselves
   * @return the exit statuses
   * @throws IOException if the pipeline is closed during the wait
   */
  @Async
  public PipelineStatus awaitOrStop(Duration time) throws IOException {
    InTime<PipelineStatus> ended = Gonzo.ignoreAfter(time, this::await);
    if (ended.isPresent()) {
      return ended.get();
    }
    withEach(process -> {
      ExitStatus _ = process.awaitOrStop(Duration.ZERO);
    });
    return await();
  }

  /**
   * Ends all processes, like {@link RunningProcess#close} for a single one: at the normal end of
   * the block, the input of the first process is closed, and each process has its grace period to
   * finish. Closing twice is harmless.
   *
   * <p>Suspends; no checkpoint, see {@link RunningProcess#close}.
   *
   * @throws IOException if a process cannot be signalled
   */
  @Async
  @Override
  public void close() throws IOException {
    try {
      if (processes.stream().anyMatch(RunningProcess::mayFinish)) {
        finish();
      }
    } finally {
      Gonzo.withoutCancellation(() -> withEach(RunningProcess::end));
    }
  }

  private void finish() throws IOException {
    try {
      withEach(RunningProcess::finish);
    } catch (Throwable thrown) {
      if (!Cancelled.postpone(thrown)) {
        throw thrown;
      }
    }
  }

  private interface Action {
    void on(RunningProcess process) throws IOException;
  }

  private void withEach(Action action) throws IOException {
    try (var group = TaskGroup.open()) {
      for (RunningProcess process : processes) {
        group.spawn("end of " + process, () -> action.on(process));
      }
      group.join();
    } catch (TaskFailedException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  @Override
  public String toString() {
    return processes.stream().map(RunningProcess::toString).collect(Collectors.joining(" | "));
  }
}
