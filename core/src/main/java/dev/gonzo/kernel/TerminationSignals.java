package dev.gonzo.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ctrl-C, SIGTERM and SIGHUP: the first one cancels the main tasks of the running kernels, so that
 * their clean-up runs; a run that ends by that ends the JVM, as the signal would have done at once.
 * A second one ends it at once. A run whose main task could not meet the first one ends the JVM all
 * the same.
 *
 * <p>Only the run that {@link SignalOwner owns} the program takes part. The handlers are ours while
 * it runs, and the former ones otherwise. One that somebody else installs meanwhile stays, and a
 * signal that the program's parent has ignored stays ignored. The exit status is 128 plus the
 * signal's number, as usual.
 */
final class TerminationSignals {
  private static final int EXIT_BASE = 128;
  private static final TerminationSignals INSTANCE = new TerminationSignals();

  private final List<SystemSignal> signals =
      Stream.of("INT", "TERM", "HUP").map(SystemSignal::new).toList();
  // From here on: guarded by this.
  private final List<SignalledRun> runs = new ArrayList<>();
  private int received;

  private TerminationSignals() {}

  /**
   * Begins to cancel a run by signals, if it owns the program; otherwise nothing is done.
   *
   * @param run what a signal cancels
   */
  static void begin(SignalledRun run) {
    if (SignalOwner.isHere()) {
      INSTANCE.add(run);
    }
  }

  /** Ends it: the run is over. */
  static void end(SignalledRun run) {
    INSTANCE.remove(run);
  }

  /**
   * Ends the JVM as the signal would have done, if one has been received; called where a run was
   * ended by its cancellation, or its main task could not meet that. Waits for the other runs
   * before that: they are cleaning up. Does nothing for a run that does not own the program: the
   * one that does may be waiting for it.
   */
  static void endProgram() {
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
      } catch (InterruptedException notNow) { // the JVM ends; and a second signal ends it at once
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
      // A former run has swallowed it, or else the JVM would be at its end.
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

  private void handle(String name, int number) {
    List<SignalledRun> signalled;
    synchronized (this) {
      if (received > 0) {
        Runtime.getRuntime().halt(EXIT_BASE + number);
      }
      received = number;
      signalled = List.copyOf(runs);
      signalled.forEach(SignalledRun::signalled); // under the lock: none of them ends unnoticed
    }
    signalled.forEach(run -> run.cancel("SIG" + name));
  }
}
