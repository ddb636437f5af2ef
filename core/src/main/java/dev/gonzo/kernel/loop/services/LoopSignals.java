package dev.gonzo.kernel.loop.services;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.signals.SignalListeners;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.Handle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The signals that a task has opened. Signals that arrived and were not taken are kept once per
 * name, so their number is bounded.
 */
final class LoopSignals extends Handle {
  private final LoopKernel kernel;
  private final List<Listener> listeners = new ArrayList<>();
  // Kernel thread only.
  private final Set<String> pending = new LinkedHashSet<>();
  private @Nullable LoopTask<?> waiter;
  private boolean closed;

  /** The handler of one signal, called on the JVM's signal threads. */
  private final class Listener implements Runnable {
    private final String name;
    // At most one action at a time is queued to the kernel, however many signals arrive.
    private final AtomicBoolean posted = new AtomicBoolean();
    private final Runnable delivery = this::deliverOnKernel;

    Listener(String name) {
      this.name = name;
    }

    @Override
    public void run() {
      if (!posted.compareAndSet(false, true)) {
        return;
      }
      try {
        kernel.post(delivery);
      } catch (Throwable refused) {
        posted.set(false); // or the next signal would not be delivered either
        throw refused;
      }
    }

    private void deliverOnKernel() {
      posted.set(false);
      deliver(name);
    }
  }

  /**
   * Takes over the signals.
   *
   * @throws IllegalArgumentException if one of them is not available; then none is taken over
   */
  LoopSignals(LoopKernel kernel, List<String> names) {
    this.kernel = kernel;
    try {
      for (String name : new LinkedHashSet<>(names)) {
        var listener = new Listener(name);
        SignalListeners.add(name, listener);
        listeners.add(listener);
      }
    } catch (IllegalArgumentException notAvailable) {
      giveBack();
      throw notAvailable;
    }
  }

  LoopKernel kernel() {
    return kernel;
  }

  private void deliver(String name) {
    if (closed) {
      return;
    }
    LoopTask<?> task = waiter;
    if (task == null) {
      pending.add(name);
    } else {
      waiter = null;
      task.resume(name);
    }
  }

  Object take(LoopTask<?> task, TakeSignal asked) throws Exception {
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
    Object name =
        task.suspend(
            asked,
            () -> {
              waiter = null;
              return true;
            });
    if (name == null) {
      requireOpen(); // fails here, so that the exception shows the task's own line
    }
    return Objects.requireNonNull(name);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the signals were closed: open them again");
    }
  }

  void close() {
    if (!closed) {
      closed = true;
      giveBack();
      if (waiter != null) {
        waiter.resume(null);
        waiter = null;
      }
    }
  }

  private void giveBack() {
    listeners.forEach(listener -> SignalListeners.remove(listener.name, listener));
  }
}
