package dev.gonzo.metrics;

import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Activation;
import dev.gonzo.trap.Trap;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;

/** Measures one kernel. Kernel thread only. */
final class KernelObserver implements Activation {
  private static final long NEVER = Long.MIN_VALUE;

  private final KernelMeters meters;
  private final Clock clock;
  private final IdentityHashMap<Task<?>, Times> tasks = new IdentityHashMap<>();

  /** What is known of a task that has not ended. */
  private static final class Times {
    private final KernelMeters.Kind kind;
    private KernelMeters.Group group = KernelMeters.Group.scheduling;
    private long readySince = NEVER;
    private long waitsSince = NEVER;
    private long blockedSince = NEVER;

    Times(KernelMeters.Kind kind) {
      this.kind = kind;
    }
  }

  KernelObserver(KernelMeters meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
  }

  private Times of(Task<?> task) {
    return tasks.computeIfAbsent(task, one -> new Times(meters.kindOf(one)));
  }

  @Override
  public void created(Task<?> task) {
    Times times = of(task);
    times.kind.spawned().increment();
    times.readySince = clock.monotonicTime();
  }

  @Override
  public void running(Task<?> task) {
    Times times = of(task);
    if (times.readySince != NEVER) {
      meters.readyDelay.record(clock.monotonicTime() - times.readySince, TimeUnit.NANOSECONDS);
      times.readySince = NEVER;
    }
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    Times times = of(task);
    times.kind.turns().record(turn);
    // It has yielded; or it waits. A wait that could not begin has made it look ready in its turn.
    times.readySince = task.state() == TaskState.READY ? clock.monotonicTime() : NEVER;
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    Times times = of(task);
    times.group = KernelMeters.Group.of(trap);
    times.waitsSince = clock.monotonicTime();
  }

  @Override
  public void resumed(Task<?> task) {
    Times times = of(task);
    long now = clock.monotonicTime();
    if (times.waitsSince != NEVER) {
      meters.waits(times.group).record(now - times.waitsSince, TimeUnit.NANOSECONDS);
      times.waitsSince = NEVER;
    }
    times.readySince = now;
  }

  @Override
  public void blocked(Task<?> task) {
    of(task).blockedSince = clock.monotonicTime();
  }

  @Override
  public void unblocked(Task<?> task) {
    Times times = of(task);
    long now = clock.monotonicTime();
    if (times.blockedSince != NEVER) {
      meters.foreignBlocks.record(now - times.blockedSince, TimeUnit.NANOSECONDS);
      times.blockedSince = NEVER;
    }
    times.readySince = now;
  }

  @Override
  public void deadlineExpired(Task<?> task, Cancelled deadline) {
    meters.deadlines.increment();
  }

  @Override
  public void cancellationArrived(Task<?> task, Throwable arriving) {
    meters.cancellations.increment();
  }

  @Override
  public void ended(Task<?> task) {
    KernelMeters.Kind kind = of(task).kind;
    tasks.remove(task);
    task.outcome()
        .ifPresent(outcome -> {
          switch (outcome) {
            case Outcome.Success<?> _ -> kind.succeeded().increment();
            case Outcome.Failure<?> _ -> kind.failed().increment();
            case Outcome.Cancellation<?> _ -> kind.cancelled().increment();
          }
        });
  }
}
