package dev.gonzo.kernel.jfr;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.report.CallSites;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Observes the kernels for the recordings, and adds what kernels are not observed for. */
final class Recorder {
  private Wanted wanted = new Wanted(false, false, false, false, false, false, false);
  private RunningKernel.@Nullable Observation observation;

  /**
   * Creates it, for a JVM that records.
   *
   * @param changed called now and then, for settings that change while a recording goes on
   */
  Recorder(Runnable changed) {
    FlightRecorder.addPeriodicEvent(
        KernelEvent.class,
        () -> {
          changed.run();
          Kernels.running().forEach(Recorder::commit);
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
    RunningKernel.Observation before = observation;
    if (before != null) {
      before.close();
      observation = null;
    }
    if (now.isAny()) {
      observation = Kernels.observeAll(kernel -> new KernelEvents(nameOf(kernel), now));
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
      RunningKernel kernel,
      Task<?> task,
      Cancelled deadline,
      long lateNanos,
      boolean missed,
      String place) {
    var event = new OverdueDeadline();
    if (event.shouldCommit()) {
      event.reason = deadline.reason();
      event.late = lateNanos;
      event.missed = missed;
      event.place = place;
      if (!Thread.currentThread().isVirtual()) {
        new LoopMark().commit();
      }
      event.commitFor(nameOf(kernel), task);
    }
  }
}
