package dev.gonzo.kernel;

import dev.gonzo.report.Log;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Observes the kernels that run and those that start, until it is closed. */
final class ObservedKernels implements RunningKernel.Observation {
  private static final WeakReference<RunningKernel.Observation> NONE = new WeakReference<>(null);

  private final Function<? super RunningKernel, ? extends Activation> observers;
  // Weak in both: the host of a guest kernel may drop it without ever closing it, and what observes
  // a kernel refers to its tasks. The kernel itself keeps what observes it. Guarded by this.
  private final Map<RunningKernel, WeakReference<RunningKernel.Observation>> observed =
      new WeakHashMap<>();
  private boolean closed;
  private volatile RunningKernel.@Nullable Observation starts;

  private ObservedKernels(Function<? super RunningKernel, ? extends Activation> observers) {
    this.observers = observers;
  }

  static ObservedKernels begin(Function<? super RunningKernel, ? extends Activation> observers) {
    var all = new ObservedKernels(observers);
    try {
      all.starts = Kernels.whenStarted(all::observe);
      Kernels.running().forEach(all::observe);
    } catch (Throwable failure) {
      all.close();
      throw failure;
    }
    return all;
  }

  /** Observes a kernel, unless that was tried before. It calls out, and so holds no lock. */
  private void observe(RunningKernel kernel) {
    if (!isFirst(kernel)) {
      return;
    }
    RunningKernel.Observation observation = null;
    boolean kept = false;
    try {
      observation = kernel.observe(observers.apply(kernel));
      kept = keep(kernel, observation);
    } catch (Throwable failure) {
      Log.warn(kernel + " is not observed: its observer could not be made", failure);
    } finally {
      if (observation != null && !kept) {
        observation.close();
      }
    }
  }

  /** A kernel that starts while this begins is found in both ways. */
  private synchronized boolean isFirst(RunningKernel kernel) {
    return !closed && observed.putIfAbsent(kernel, NONE) == null;
  }

  private synchronized boolean keep(RunningKernel kernel, RunningKernel.Observation observation) {
    if (!closed) {
      observed.put(kernel, new WeakReference<>(observation));
    }
    return !closed;
  }

  @Override
  public void close() {
    RunningKernel.Observation listening = starts;
    if (listening != null) {
      listening.close();
    }
    for (WeakReference<RunningKernel.Observation> reference : end()) {
      RunningKernel.Observation observation = reference.get();
      if (observation != null) {
        observation.close();
      }
    }
  }

  private synchronized List<WeakReference<RunningKernel.Observation>> end() {
    closed = true;
    var all = new ArrayList<>(observed.values());
    observed.clear();
    return all;
  }
}
