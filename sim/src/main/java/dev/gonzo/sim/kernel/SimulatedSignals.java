package dev.gonzo.sim.kernel;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.trap.Handle;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signals that a task has opened. Those that were not taken are kept once per name. */
final class SimulatedSignals extends Handle {
  private final SimulatedEnvironment environment;
  private final List<String> names;
  private final Set<String> pending = new LinkedHashSet<>();
  private @Nullable LoopTask<?> waiter;
  private boolean closed;

  SimulatedSignals(SimulatedEnvironment environment, List<String> names) {
    this.environment = environment;
    this.names = List.copyOf(names);
  }

  boolean isOf(SimulatedEnvironment owner) {
    return environment == owner;
  }

  boolean accepts(String name) {
    return names.contains(name);
  }

  void deliver(String name) {
    LoopTask<?> task = waiter;
    if (task == null) {
      pending.add(name);
    } else {
      waiter = null;
      task.resume(name);
    }
  }

  /** Answers a signal, or makes the task wait for one. */
  Object take(LoopTask<?> task) {
    requireOpen();
    if (waiter != null) {
      throw new BusyException(
          waiter.name() + " waits for these signals already: only one task at a time may");
    }
    if (!pending.isEmpty()) {
      String first = pending.iterator().next();
      pending.remove(first);
      return first;
    }
    waiter = task;
    return new Wait();
  }

  /** The wait of a task for a signal. */
  private final class Wait implements Suspended {
    @Override
    public boolean undo() {
      waiter = null;
      return true;
    }

    /** The name of the signal; fails here, on the task's stack, if they were closed meanwhile. */
    @Override
    public Object ended(LoopTask<?> task, @Nullable Object name) {
      if (name == null) {
        requireOpen();
      }
      return Objects.requireNonNull(name);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the signals were closed: open them again");
    }
  }

  void close() {
    closed = true;
    LoopTask<?> task = waiter;
    waiter = null;
    if (task != null) {
      task.resume(null);
    }
  }
}
