package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.recorder.event.Bytes;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.CancellationArrived;
import dev.gonzo.recorder.event.Event.Failed;
import dev.gonzo.recorder.event.Event.Suspended;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * Devices that answer from a recording: nothing of the network, of the disk or of other programs is
 * used. What happened between two turns happens in {@link #poll}.
 */
final class ReplayDriver implements Driver {
  private final Comparison comparison;
  private final Codec codec;
  private final Overview overview;
  private final ReworkedResults results;
  private final Outside outside;

  ReplayDriver(
      Comparison comparison,
      Codec codec,
      Overview overview,
      ReworkedResults results,
      Outside outside) {
    this.overview = overview;
    this.comparison = comparison;
    this.codec = codec;
    this.results = results;
    this.outside = outside;
  }

  /** Whether a task that is cancelled left its wait at once in the recording. */
  boolean undo(LoopTask<?> task) {
    boolean isLeft = comparison.isOver() || outside.isCancelledNext(task.id());
    results.cancelled(task.id(), isLeft);
    return isLeft;
  }

  /** A task will never go on. */
  void abandon(LoopTask<?> task) {
    results.abandon(task.id());
  }

  /**
   * Answers a trap as in the recording, where the next event says how. On the task's own stack.
   *
   * @return the answer, or another wait
   * @throws Exception the exception that the trap threw
   */
  @Nullable Object recorded(LoopTask<?> task, Trap<?> trap) throws Exception {
    outside.othersGoOn(task);
    return switch (comparison.next()) {
      case Answered(long id, var answer) when id == task.id() -> answered(task, trap, answer);
      case Failed(long id, var failure) when id == task.id() -> {
        results.drop(task.id());
        throw Rethrow.unchecked(codec.failure(failure));
      }
      case Suspended(long id) when id == task.id() -> new ReplayWait(this, task, trap);
      case CancellationArrived(long id) when id == task.id() -> {
        results.drop(task.id());
        yield new ReplayWait(this, task, trap); // its wait is undone before it begins
      }
      case null -> {
        if (!comparison.isOver()) {
          comparison.endsEarly();
        }
        yield new ReplayWait(this, task, trap); // its kernel ends before it goes on
      }
      case Event other -> {
        comparison.diverges(
            EventText.of(other, codec),
            "task " + task.id() + " gets an answer to " + codec.text(codec.trap(trap)),
            task);
        yield new ReplayWait(this, task, trap);
      }
    };
  }

  private @Nullable Object answered(LoopTask<?> task, Trap<?> trap, Bytes answer) {
    if (trap instanceof RunInThread<?> && !codec.isRecorded(answer)) {
      return results.take(task.id());
    }
    results.drop(task.id());
    return codec.answer(trap, answer);
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public boolean supports(Class<?> group) {
    return true;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return recorded(task, trap);
  }

  @Override
  @SuppressWarnings("NullAway") // the recorded answer of this trap is a number
  public Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) throws Exception {
    return (Long) task.await(asked, recorded(task, asked));
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers threads)
      throws Exception {
    return recorded(task, trap);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    return recorded(task, trap);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, Resolve trap, ThreadAnswers threads)
      throws Exception {
    return recorded(task, trap);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, RunInThread<?> trap, ThreadAnswers threads)
      throws Exception {
    if (!comparison.isOver() && overview.isRunAgain(comparison.lastTrap(task.id()))) {
      results.run(task.id(), trap);
    }
    return recorded(task, trap);
  }

  @Override
  public @Nullable Object answerEnvironment(
      LoopTask<?> task, EnvironmentTrap<?> trap, EnvironmentAnswers environment) throws Exception {
    return recorded(task, trap);
  }

  @Override
  public void poll(long nanos) {
    outside.happens();
  }

  @Override
  public void wakeUp() {
    outside.wakeUp();
  }

  @Override
  public void close() {
    results.close();
  }
}
