package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.kernel.StepInFlight;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the steps of one durable task, each in a task of its own. */
final class StepTasks {
  private static final int SEED_BYTES_IN_KEY = 4;

  private final NewTask task;
  private final Consumer<Happened> ends;
  // Those that the kernel waits for: also if their end is known here, and not recorded yet.
  private final Map<StepInFlight, Running> known = new LinkedHashMap<>();

  private static final class Running {
    // Null for a step that is not run.
    final @Nullable Task<?> task;
    boolean cancelRequested;

    Running(@Nullable Task<?> task) {
      this.task = task;
    }

    void requestCancel(String reason) {
      if (task != null && !cancelRequested) {
        cancelRequested = true;
        boolean _ = task.requestCancel(reason);
      }
    }
  }

  StepTasks(NewTask task, Consumer<Happened> ends) {
    this.task = task;
    this.ends = ends;
  }

  /**
   * Starts the steps that have not started, and cancels those that the body does not want any more.
   * One that was cancelled before it was started may have run in an earlier attempt, and is not run
   * again.
   */
  void follow(Collection<StepInFlight> steps) {
    known.keySet().removeIf(StepInFlight::isEnded);
    for (StepInFlight step : steps) {
      Running started = known.get(step);
      if (started == null) {
        start(step);
      } else if (step.isCancelled()) {
        started.requestCancel("its durable task no longer waits for it");
      }
    }
  }

  private void start(StepInFlight step) {
    if (step.isCancelled()) {
      known.put(step, new Running(null));
      ends.accept(new Happened.StepCancelled(step));
    } else {
      known.put(
          step,
          new Running(
              Gonzo.spawnDaemon(
                  "step " + step.call().name() + " of " + task.id(), () -> run(step))));
    }
  }

  @Async
  private void run(StepInFlight step) {
    Happened end = new Happened.StepBroken(new IllegalStateException("its end is unknown"));
    try {
      end = new Happened.StepReturned(step, Durable.runStep(key(step), step.call()));
    } catch (Cancelled cancelled) {
      end =
          step.isCancelled()
              ? new Happened.StepCancelled(step)
              : new Happened.StepBroken(cancelled);
      throw cancelled;
    } catch (VirtualMachineError error) {
      end = new Happened.StepBroken(error);
    } catch (Throwable failure) {
      end = new Happened.StepFailed(step, FailureText.of(failure));
    } finally {
      ends.accept(end);
    }
  }

  private String key(StepInFlight step) {
    String seed =
        HexFormat.of().formatHex(task.seed(), 0, Math.min(SEED_BYTES_IN_KEY, task.seed().length));
    return task.id() + "#" + step.path() + "-" + seed;
  }

  /** Cancels what still runs, and waits for its end. */
  @Async
  void stop() {
    for (Running one : known.values()) {
      one.requestCancel("its durable task does not go on in this process");
    }
    for (Running one : known.values()) {
      if (one.task != null) {
        var _ = one.task.awaitEnd();
      }
    }
  }
}
