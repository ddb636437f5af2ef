package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.kernel.StepInFlight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the steps of one durable task, each in a task of its own. */
final class StepTasks {
  private static final int SEED_BYTES_IN_KEY = 4;

  private final NewTask task;
  private final Consumer<Happened> ends;
  private final Map<StepInFlight, Running> running = new LinkedHashMap<>();

  private static final class Running {
    final Task<?> task;
    boolean cancelRequested;

    Running(Task<?> task) {
      this.task = task;
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
    for (StepInFlight step : steps) {
      Running started = running.get(step);
      if (started != null) {
        if (step.isCancelled() && !started.cancelRequested) {
          started.cancelRequested = true;
          boolean _ = started.task.requestCancel("its durable task no longer waits for it");
        }
      } else if (step.isCancelled()) {
        ends.accept(new Happened.StepCancelled(step));
      } else {
        running.put(step, new Running(spawn(step)));
      }
    }
  }

  private Task<@Nullable Void> spawn(StepInFlight step) {
    return Gonzo.spawnDaemon("step " + step.call().name() + " of " + task.id(), () -> run(step));
  }

  @Async
  private void run(StepInFlight step) {
    Happened end = new Happened.StepCancelled(step);
    try {
      end = new Happened.StepReturned(step, Durable.runStep(key(step), step.call()));
    } catch (Cancelled cancelled) {
      if (!step.isCancelled()) {
        end = new Happened.StepBroken(cancelled);
      }
      throw cancelled;
    } catch (VirtualMachineError error) {
      end = new Happened.StepBroken(error);
    } catch (Throwable failure) {
      end = new Happened.StepFailed(step, FailureText.of(failure));
    } finally {
      running.remove(step);
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
    List<Running> left = new ArrayList<>(running.values());
    for (Running one : left) {
      boolean _ = one.task.requestCancel("its durable task does not go on in this process");
    }
    for (Running one : left) {
      var _ = one.task.awaitEnd();
    }
  }
}
