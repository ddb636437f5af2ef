package dev.gonzo.kernel.loop.signals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Handles Ctrl-C, SIGTERM and SIGHUP. The first signal cancels the main tasks of the running
 * kernels, so that their clean-up runs; a run that ends because of it ends the JVM, as the signal
 * would have done at once. A second signal ends the JVM at once. A run whose main task could not
 * receive the first one also ends the JVM.
 *
 * <p>Only a run that {@link SignalOwner owns} the program takes part. Our handlers are installed
 * while it runs, and the former ones are restored after it. A handler that other code installs
 * meanwhile stays, and a signal that the parent process has set to be ignored stays ignored. The
 * exit status is 128 plus the signal's number, as usual.
 */
public final class TerminationSignals {
  private static final int EXIT_BASE = 128;
  private static final TerminationSignals INSTANCE = new TerminationSignals();

  private final List<SystemSignal> signals =
      Stream.of("INT", "TERM", "HUP").map(SystemSignal::new).toList();
  // The fields below are guarded by this.
  private final List<SignalledRun> runs = new ArrayList<>();
  private int received;

  private TerminationSignals() {}

  /**
   * Lets signals cancel a run from now on, if it owns the program.
   *
   * @param run the run
   */
  public static void begin(SignalledRun run) {
    if (SignalOwner.isHere()) {
      INSTANCE.add(run);
    }
  }

  /** Removes a run that is over. */
  public static void end(SignalledRun run) {
    INSTANCE.remove(run);
  }

  /**
   * Ends the JVM as the signal would have done, if one has been received. Called when a run was
   * ended by the signal's cancellation, or its main task could not receive it. Waits first for the
   * other runs, which are cleaning up. Does nothing for a run that does not own the program: the
   * run that owns it may be waiting for this one.
   */
  public static void endProgram() {
    if (!SignalOwner.isHere()) {
      return;
    }
    int number = INSTANCE.awaitOtherRuns();
    if (number > 0) {
      Runtime.getRuntime().exit(EXIT_BASE + number);
    }
  }

  private synchronized int awaitOtherRuns() {
    int number = received;
    boolean interrupted = false;
    while (number > 0 && !runs.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException notNow) {
        // The JVM ends now, and a second signal ends it at once.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return number;
  }

  private synchronized void add(SignalledRun run) {
    if (!runs.isEmpty() && received > 0) {
      run.signalled();
      run.cancel("a signal that came before it began");
    }
    if (runs.isEmpty()) {
      // A former run swallowed that signal; otherwise the JVM would be ending.
      received = 0;
      signals.forEach(signal -> signal.install(number -> handle(signal.name(), number)));
    }
    runs.add(run);
  }

  private synchronized void remove(SignalledRun run) {
    if (runs.remove(run) && runs.isEmpty()) {
      signals.forEach(SystemSignal::uninstall);
      notifyAll();
    }
  }

  /** Returns false if no run is left that the signal could cancel. */
  private boolean handle(String name, int number) {
    List<SignalledRun> signalled;
    synchronized (this) {
      if (runs.isEmpty()) {
        return false;
      }
      if (received > 0) {
        Runtime.getRuntime().halt(EXIT_BASE + number);
      }
      received = number;
      signalled = List.copyOf(runs);
      // Under the lock, so that no run ends before it is marked.
      signalled.forEach(SignalledRun::signalled);
    }
    signalled.forEach(run -> run.cancel("SIG" + name));
    return true;
  }
}
