package dev.gonzo.kernel.jfr;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.report.CallSites;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/** Observes the kernels for the recordings, and adds what kernels are not observed for. */
final class Recorder {
  private final Supplier<List<RunningKernel>> kernels;
  // Weak in both: the host of a guest kernel may drop it without ever closing it, and what observes
  // a kernel refers to its tasks.
  private final Map<RunningKernel, WeakReference<KernelEvents>> observed = new WeakHashMap<>();
  private Wanted wanted = new Wanted(false, false, false, false, false, false, false);

  /**
   * Creates it, for a JVM that records.
   *
   * @param kernels the kernels that run
   * @param changed called now and then, for settings that change while a recording goes on
   */
  Recorder(Supplier<List<RunningKernel>> kernels, Runnable changed) {
    this.kernels = kernels;
    FlightRecorder.addPeriodicEvent(
        KernelEvent.class,
        () -> {
          changed.run();
          kernels.get().forEach(Recorder::commit);
        });
  }

  private static void commit(RunningKernel kernel) {
    var event = new KernelEvent();
    event.kernel = nameOf(kernel);
    event.tasks = kernel.tasks();
    event.turns = kernel.turns();
    event.threads = kernel.threads().size();
    event.commit();
  }

  /** Observes all kernels for what is wanted now. */
  synchronized void refresh() {
    Wanted now = Wanted.now();
    if (now.equals(wanted)) {
      return;
    }
    wanted = now;
    for (RunningKernel kernel : kernels.get()) {
      stop(kernel);
      begins(kernel);
    }
  }

  private void stop(RunningKernel kernel) {
    WeakReference<KernelEvents> reference = observed.remove(kernel);
    KernelEvents events = reference == null ? null : reference.get();
    if (events != null) {
      events.end();
    }
  }

  synchronized void begins(RunningKernel kernel) {
    if (wanted.isAny() && !observed.containsKey(kernel)) {
      var events = new KernelEvents(nameOf(kernel), wanted);
      observed.put(kernel, new WeakReference<>(events));
      events.begin(kernel);
    }
  }

  private static String nameOf(RunningKernel kernel) {
    return kernel.name() + "-" + kernel.number();
  }

  void foundLongTurn(
      RunningKernel kernel,
      String task,
      long taskId,
      boolean inNative,
      long limitNanos,
      StackTraceElement[] stack) {
    LongTurnEvent event = inNative ? new NativeBlock() : new BusyTurn();
    if (event.shouldCommit()) {
      event.limit = limitNanos;
      event.place = CallSites.lineOf(stack);
      event.commitFor(nameOf(kernel), task, taskId);
    }
  }

  void deadlineWasLate(
      RunningKernel kernel, Task<?> task, Cancelled deadline, long lateNanos, boolean missed) {
    var event = new OverdueDeadline();
    if (event.shouldCommit()) {
      event.reason = deadline.reason();
      event.late = lateNanos;
      event.missed = missed;
      event.place = CallSites.lineOf(task.stack());
      if (!Thread.currentThread().isVirtual()) {
        new LoopMark().commit();
      }
      event.commitFor(nameOf(kernel), task);
    }
  }
}
