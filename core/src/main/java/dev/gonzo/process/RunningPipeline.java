package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.TaskFailed;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Processes that were started in a row. None outlives the block: {@link #close} ends them.
 *
 * <p>For tasks of the kernel that started them.
 */
public final class RunningPipeline implements AutoCloseable {
  private final List<RunningProcess> processes;

  RunningPipeline(List<RunningProcess> processes) {
    this.processes = List.copyOf(processes);
  }

  /** {@return each of them, the first one first} The output of all but the last is no pipe here. */
  public List<RunningProcess> processes() {
    return processes;
  }

  /**
   * {@return the pipe that the first one reads; close it to let it see the end of its input}
   *
   * @throws IllegalStateException if its input is no pipe
   */
  public ByteSink input() {
    return processes.getFirst().input();
  }

  /**
   * {@return the pipe that the last one writes}
   *
   * @throws IllegalStateException if its output is no pipe
   */
  public ByteSource output() {
    return processes.getLast().output();
  }

  /**
   * Waits until all of them have ended.
   *
   * <p>Suspends; a checkpoint. One that writes more to its standard error than a pipe holds does
   * not end if nobody reads that: {@link #communicate} does.
   *
   * @return how each has ended
   * @throws IOException if one is closed while this waits
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
   * Feeds the first one, and reads the output of the last and the standard error of all meanwhile;
   * then waits for their ends. An input that is not read to the end is no error.
   *
   * <p>Suspends; a checkpoint. Cancelled, or timed out, what was read is lost, and they go on:
   * close this.
   *
   * @param bytes the input; must be empty if that is no pipe
   * @param limit how many bytes of each output are kept at most
   * @return what they wrote, and how they ended
   * @throws OutputTooLargeException if one writes more; they go on: close this
   * @throws IOException if a pipe fails
   */
  @Async
  public CapturedPipeline communicate(byte[] bytes, int limit) throws IOException {
    if (bytes.length > 0) {
      ByteSink _ = input(); // says what is wrong
    }
    var conversation =
        new Conversation(
            processes.getFirst().inputPipe(),
            processes.getLast().outputPipe(),
            processes.stream().map(RunningProcess::errorPipe).toList(),
            limit);
    try {
      conversation.hold(bytes, toString());
      var errors = new ArrayList<byte[]>();
      for (int i = 0; i < processes.size(); i++) {
        errors.add(conversation.error(i));
      }
      return new CapturedPipeline(await(), conversation.output(), errors);
    } catch (Throwable failure) {
      giveUp();
      throw failure;
    }
  }

  /** Nobody can use their results any more: {@link #close} does not wait for their own ends. */
  void giveUp() {
    processes.forEach(RunningProcess::giveUp);
  }

  /**
   * Gives them up to so long to end by themselves, then asks those that run to end, and after the
   * grace of its command kills each.
   *
   * <p>Suspends; a checkpoint. Cancelled, they go on: close this.
   *
   * @param time how long they may take
   * @return how each has ended
   * @throws IOException if this is closed while it waits
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
   * Ends all of them, as {@link RunningProcess#close} ends one: at the normal end of the block the
   * input of the first one is closed, and each has its grace to finish. Closing twice is harmless.
   *
   * <p>Suspends; no checkpoint, as {@link RunningProcess#close}.
   *
   * @throws IOException if one cannot be signalled
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
      if (!Coroutine.postpone(thrown)) {
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
    } catch (TaskFailed failed) {
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
