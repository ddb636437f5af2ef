package dev.gonzo.kernel.loop.signals;

import dev.gonzo.Cancelled;
import dev.gonzo.report.Log;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run that termination signals cancel. A signal cancels its main task, and this object records
 * whether the cancellation was delivered there.
 *
 * <p>If it was, the main task decides how the run ends. If it could not be, because the main task
 * was in a shield until its end or had already ended, the signal was not handled: then the run ends
 * the program, whatever the main task returned.
 */
public final class SignalledRun {
  private final Consumer<Cancelled> cancelMain;
  private final List<Cancelled> requests = new CopyOnWriteArrayList<>();
  private volatile boolean signalled;

  /**
   * Creates a run that has received no signal.
   *
   * @param cancelMain cancels the main task; called by the JVM's signal thread
   */
  public SignalledRun(Consumer<Cancelled> cancelMain) {
    this.cancelMain = cancelMain;
  }

  /**
   * Records that a signal has arrived: {@link #cancel} follows, perhaps after the end of the run.
   */
  void signalled() {
    signalled = true;
  }

  void cancel(String reason) {
    var cancelled = new Cancelled(reason, "the system");
    requests.add(cancelled);
    cancelMain.accept(cancelled);
  }

  /**
   * Ends the program, after the run, if a signal has arrived whose cancellation was not delivered
   * to the main task.
   *
   * @param failure the failure of the run, which is then logged; null if it would return
   */
  public void endProgramUnlessMet(@Nullable Throwable failure) {
    if (signalled && requests.stream().noneMatch(Cancelled::hasArrived)) {
      if (failure != null) {
        Log.warn("a signal ends the program, whose run has also failed", failure);
      }
      TerminationSignals.endProgram();
    }
  }
}
