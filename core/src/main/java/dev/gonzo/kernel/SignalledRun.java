package dev.gonzo.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.report.Reports;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run, as the termination signals see it: a signal cancels its main task, and the run remembers
 * whether the main task has met that.
 *
 * <p>A main task that has met it decides how the run ends. One that never could, because it was in
 * a shield until its end or had ended already, cannot have handled the signal: the run ends the
 * program then, whatever the main task has returned.
 */
final class SignalledRun {
  private final Consumer<Cancelled> cancelMain;
  private final List<Cancelled> requests = new CopyOnWriteArrayList<>();
  private volatile boolean signalled;

  /**
   * Makes one that no signal has reached.
   *
   * @param cancelMain cancels the main task; called by the JVM's signal thread
   */
  SignalledRun(Consumer<Cancelled> cancelMain) {
    this.cancelMain = cancelMain;
  }

  /** A signal has come: {@link #cancel} follows, perhaps after the end of the run. */
  void signalled() {
    signalled = true;
  }

  void cancel(String reason) {
    var cancelled = new Cancelled(reason, "the system");
    requests.add(cancelled);
    cancelMain.accept(cancelled);
  }

  /**
   * After the run: ends the program if a signal has come that the main task has not met.
   *
   * @param failure what the run would throw, to be logged; null if it would return
   */
  void endProgramUnlessMet(@Nullable Throwable failure) {
    if (signalled && requests.stream().noneMatch(Cancelled::hasArrived)) {
      if (failure != null) {
        Reports.warn("a signal ends the program, and its run has failed besides", failure);
      }
      TerminationSignals.endProgram();
    }
  }
}
