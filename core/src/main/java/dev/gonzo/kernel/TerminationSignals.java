package dev.gonzo.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, SIGTERM and SIGHUP: the first one cancels the main tasks of the running kernels, so that
 * their clean-up runs; a run that ends by that ends the JVM, as the signal would have done at once.
 * A second one ends it at once.
 *
 * <p>The handlers are ours while a kernel runs, and the former ones otherwise. One that somebody
 * else installs meanwhile stays, and a signal that the program's parent has ignored stays ignored.
 * The exit status is 128 plus the signal's number, as usual.
 */
final class TerminationSignals {
  private static final String[] NAMES = {"INT", "TERM", "HUP"};
  private static final int EXIT_BASE = 128;
  private static final TerminationSignals INSTANCE = new TerminationSignals();

  // All fields are guarded by this.
  private final List<Consumer<String>> runs = new ArrayList<>();
  private final @Nullable SignalHandler[] former = new @Nullable SignalHandler[NAMES.length];
  private final SignalHandler ours = this::handle;
  private @Nullable Signal received;

  private TerminationSignals() {}

  /**
   * Begins to cancel a run by signals.
   *
   * @param cancel cancels it, given the reason; called by the JVM's signal thread
   */
  static void begin(Consumer<String> cancel) {
    INSTANCE.add(cancel);
  }

  /** Ends it: the run is over. */
  static void end(Consumer<String> cancel) {
    INSTANCE.remove(cancel);
  }

  /**
   * Ends the JVM as the signal would have done, if one has been received; called where a run was
   * ended by its cancellation.
   */
  static void endProgram() {
    Signal signal = INSTANCE.received();
    if (signal != null) {
      Runtime.getRuntime().exit(EXIT_BASE + signal.getNumber());
    }
  }

  private synchronized @Nullable Signal received() {
    return received;
  }

  private synchronized void add(Consumer<String> cancel) {
    if (runs.isEmpty()) {
      install();
    }
    runs.add(cancel);
  }

  private synchronized void remove(Consumer<String> cancel) {
    runs.remove(cancel);
    if (runs.isEmpty()) {
      uninstall();
    }
  }

  private void install() {
    for (int i = 0; i < NAMES.length; i++) {
      try {
        former[i] = Signal.handle(new Signal(NAMES[i]), ours);
        if (former[i] == SignalHandler.SIG_IGN) {
          Signal.handle(new Signal(NAMES[i]), SignalHandler.SIG_IGN);
          former[i] = null;
        }
      } catch (IllegalArgumentException notToBeHad) {
        former[i] = null; // the JVM was told to leave signals alone (-Xrs), or has none of the name
      }
    }
  }

  private void uninstall() {
    for (int i = 0; i < NAMES.length; i++) {
      SignalHandler before = former[i];
      if (before != null) {
        SignalHandler present = Signal.handle(new Signal(NAMES[i]), before);
        if (present != ours) {
          Signal.handle(new Signal(NAMES[i]), present);
        }
        former[i] = null;
      }
    }
  }

  private void handle(Signal signal) {
    List<Consumer<String>> cancelled;
    synchronized (this) {
      if (received != null) {
        Runtime.getRuntime().halt(EXIT_BASE + signal.getNumber());
      }
      received = signal;
      cancelled = List.copyOf(runs);
    }
    cancelled.forEach(cancel -> cancel.accept("SIG" + signal.getName()));
  }
}
