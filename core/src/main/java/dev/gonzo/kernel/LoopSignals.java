package dev.gonzo.kernel;

import dev.gonzo.BusyException;
import dev.gonzo.trap.Handle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Signals that a task has taken over. What has come and was not taken is kept once a name: their
 * number bounds it.
 */
final class LoopSignals extends Handle {
  private final LoopKernel kernel;
  private final List<Heard> heard = new ArrayList<>();
  // Kernel thread only.
  private final Set<String> pending = new LinkedHashSet<>();
  private @Nullable LoopTask<?> waiter;
  private boolean closed;

  /** One of them, as the JVM's signal threads tell it. */
  private final class Heard implements Runnable {
    private final String name;
    // At most one word at a time is on its way to the kernel, however many signals come.
    private final AtomicBoolean told = new AtomicBoolean();

    Heard(String name) {
      this.name = name;
    }

    @Override
    public void run() {
      if (told.compareAndSet(false, true)) {
        kernel.tell(() -> {
          told.set(false);
          hear(name);
        });
      }
    }
  }

  /**
   * Takes them over.
   *
   * @throws IllegalArgumentException if one of them cannot be had; none is taken over then
   */
  LoopSignals(LoopKernel kernel, List<String> names) {
    this.kernel = kernel;
    try {
      for (String name : new LinkedHashSet<>(names)) {
        var listener = new Heard(name);
        SignalListeners.add(name, listener);
        heard.add(listener);
      }
    } catch (IllegalArgumentException notToBeHad) {
      giveBack();
      throw notToBeHad;
    }
  }

  LoopKernel kernel() {
    return kernel;
  }

  private void hear(String name) {
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

  Object take(LoopTask<?> task) {
    if (closed) {
      throw new IllegalStateException("the signals were given back: open them anew");
    }
    if (waiter != null) {
      throw new BusyException(
          waiter.name() + " waits for these signals already: one task at a time may");
    }
    if (!pending.isEmpty()) {
      String first = pending.iterator().next();
      pending.remove(first);
      return first;
    }
    waiter = task;
    return (Wait)
        () -> {
          waiter = null;
          return true;
        };
  }

  void close() {
    if (!closed) {
      closed = true;
      giveBack();
      if (waiter != null) {
        waiter.raise(new IllegalStateException("the signals were given back"));
        waiter = null;
      }
    }
  }

  private void giveBack() {
    heard.forEach(listener -> SignalListeners.remove(listener.name, listener));
  }
}
