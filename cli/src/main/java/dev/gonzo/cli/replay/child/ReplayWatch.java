package dev.gonzo.cli.replay.child;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets a replay stop at the events of one of its kernels, with the tasks as they are after the
 * event.
 *
 * <p>The replay compares what an activation is called with, and calls this with the event, before
 * the tasks here are called with the same. So it stops when both have happened.
 */
public final class ReplayWatch implements ReplayOptions.Listener {
  private static final long NONE = -1;

  private final int watched;
  // Kernel thread of the watched kernel, and the stacks of its tasks.
  private long pending = NONE;

  /**
   * Creates what observes one kernel of a replay.
   *
   * @param watched the number of the kernel, from 0
   */
  public ReplayWatch(int watched) {
    this.watched = watched;
  }

  /**
   * Observes the tasks of a kernel that starts, if it is the watched one.
   *
   * @param kernel the kernel
   * @param number its number, from 0
   */
  public void started(RunningKernel kernel, int number) {
    if (number == watched) {
      var _ = kernel.observe(ReplayStop.tasks());
      var _ = kernel.observe(new Stops());
    }
  }

  @Override
  public void happened(int kernel, long number, Event event) {
    if (kernel != watched) {
      return;
    }
    stopIfPending();
    if (isAlsoObserved(event)) {
      pending = number;
    } else {
      ReplayStop.happened(number);
    }
  }

  /** Whether the activations are called with it right after. */
  private static boolean isAlsoObserved(Event event) {
    return switch (event) {
      case Event.Created _,
          Event.Turn _,
          Event.Trapped _,
          Event.Answered _,
          Event.Failed _,
          Event.Suspended _,
          Event.Resumed _,
          Event.CancellationArrived _,
          Event.Stopped _,
          Event.Ended _ ->
          true;
      case Event.Blocked _,
          Event.Unblocked _,
          Event.DeadlineExpired _,
          Event.CancellationRequested _,
          Event.Arrived _,
          Event.Shared _,
          Event.Read _ ->
          false;
    };
  }

  /** Stops at an event whose activations have been called. */
  void stopIfPending() {
    long number = pending;
    if (number != NONE) {
      pending = NONE;
      ReplayStop.happened(number);
    }
  }

  /** Is called last of all activations. */
  private final class Stops implements Activation {
    @Override
    public void created(Task<?> task) {
      stopIfPending();
    }

    @Override
    public void running(Task<?> task) {
      stopIfPending();
    }

    @Override
    public void trapped(Task<?> task, Trap<?> trap) {
      stopIfPending();
    }

    @Override
    public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
      stopIfPending();
    }

    @Override
    public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
      stopIfPending();
    }

    @Override
    public void suspended(Task<?> task, Trap<?> trap) {
      stopIfPending();
    }

    @Override
    public void resumed(Task<?> task) {
      stopIfPending();
    }

    @Override
    public void cancellationArrived(Task<?> task, Throwable arriving) {
      stopIfPending();
    }

    @Override
    public void stopped(Task<?> task, Duration turn) {
      stopIfPending();
    }

    @Override
    public void ended(Task<?> task) {
      stopIfPending();
    }

    @Override
    public void cancellationRequested(Task<?> task, Cancelled cancelled) {
      stopIfPending();
    }
  }
}
