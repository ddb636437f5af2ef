package dev.gonzo.sim.kernel;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.sim.jdk.MonitorWaits;
import dev.gonzo.sim.jdk.SimulationThread;
import dev.gonzo.trap.ThreadTrap.CloseWaker;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the tasks of a host do into the history, and keeps what the simulation must know of
 * them.
 */
final class HostObserver implements Activation {
  private final String host;
  private final History history;
  private final Descriptions descriptions = new Descriptions();
  private final MonitorWaits monitors;
  private final Map<Long, Task<?>> living = new LinkedHashMap<>();
  private final Set<Waker> wakers = new LinkedHashSet<>();
  private int blocked;
  private int foreignThreads;

  HostObserver(String host, History history, MonitorWaits monitors) {
    this.host = host;
    this.history = history;
    this.monitors = monitors;
  }

  /** The tasks that have not ended, in the order of their creation. */
  Collection<Task<?>> living() {
    return living.values();
  }

  /** Whether a thread that is no part of the host may end a wait of its tasks. */
  boolean mayBeWokenFromOutside() {
    return blocked > 0 || foreignThreads > 0 || !wakers.isEmpty();
  }

  /** A trap as the history shows it. */
  String describe(Trap<?> trap) {
    var text = new StringBuilder();
    descriptions.trap(text, trap);
    return text.toString();
  }

  private StringBuilder begin(Task<?> task, String what) {
    return history.begin(host, task).append(what);
  }

  @Override
  public void created(Task<?> task) {
    living.put(task.id(), task);
    StringBuilder _ = begin(task, "created");
    history.end();
  }

  @Override
  public void running(Task<?> task) {
    if (task instanceof LoopTask<?> here) {
      SimulationThread.begins(here.thread(), host, task);
    }
    StringBuilder _ = begin(task, "runs");
    history.end();
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    if (trap instanceof CloseWaker closing) {
      wakers.remove(closing.waker());
    }
    descriptions.trap(begin(task, "asks "), trap);
    history.end();
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    if (answer instanceof Waker waker) {
      wakers.add(waker);
    }
    descriptions.answer(begin(task, "got "), trap, answer);
    history.end();
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    StringBuilder _ =
        begin(task, "got ")
            .append(trap.getClass().getSimpleName())
            .append(" ! ")
            .append(failure.getClass().getName());
    history.end();
  }

  @Override
  public void blocked(Task<?> task) {
    blocked++;
    if (task instanceof LoopTask<?> here) {
      monitors.blocked(here.thread());
    }
    StringBuilder _ = begin(task, "blocks");
    history.end();
  }

  @Override
  public void unblocked(Task<?> task) {
    blocked--;
  }

  @Override
  public void foreignThreadStarted(Task<?> task, Thread thread) {
    foreignThreads++;
  }

  @Override
  public void foreignThreadEnded(Task<?> task, Thread thread) {
    foreignThreads--;
  }

  @Override
  public void ended(Task<?> task) {
    living.remove(task.id());
    String how =
        switch (task.outcome().orElse(null)) {
          case Outcome.Success<?> _ -> "returned";
          case Outcome.Failure<?>(var cause) -> "threw " + cause.getClass().getName();
          case Outcome.Cancellation<?> _ -> "was cancelled";
          case null -> "ended";
        };
    StringBuilder _ = begin(task, how);
    history.end();
  }
}
