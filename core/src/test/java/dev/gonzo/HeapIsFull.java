package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Programs that use up a small heap: in a task that then ends, or while the watchdog looks. */
final class HeapIsFull {
  private static final int TIMES = 5;
  private static final int NANOS_OF_SEVERAL_LOOKS = 1_000_000_000;

  private HeapIsFull() {}

  /** An object that refers to the one created before it, so that none of them can be collected. */
  private static final class Node {
    @SuppressWarnings({"unused", "UnusedVariable"}) // it only keeps the other node alive
    private final @Nullable Node before;

    Node(@Nullable Node before) {
      this.before = before;
    }
  }

  /** An exception that a task throws. It occupies the whole heap while it is reachable. */
  private static final class Full extends RuntimeException {
    private transient @Nullable Node all;

    Full() {
      super("full", null, false, false);
    }

    /**
     * Fills the heap several times, because the collector frees some memory when it is first full.
     */
    void fill() {
      for (int time = 0; time < TIMES; time++) {
        try {
          while (true) {
            all = new Node(all);
          }
        } catch (OutOfMemoryError full) {
          // The heap is full now.
        }
      }
    }

    void empty() {
      all = null;
    }
  }

  /** Prints "ended" if the run ends, rather than to wait for a task that never ends. */
  static final class WhenATaskEnds {
    private WhenATaskEnds() {}

    public static void main(String[] arguments) {
      try {
        run(WhenATaskEnds::joinOne);
      } catch (TaskFailedException | OutOfMemoryError expected) {
        // OutOfMemoryError: the heap was full when join() created the exception.
      } catch (IllegalStateException broke) {
        // The kernel's own step got no memory before the exception was released.
        if (!(broke.getCause() instanceof OutOfMemoryError)) {
          throw broke;
        }
      }
      System.out.println("ended");
    }

    private static void joinOne() {
      var failing =
          spawn(
              "failing",
              () -> {
                var failure = new Full();
                failure.fill();
                throw failure;
              });
      failing.join();
    }
  }

  /**
   * Prints "reported" when the watchdog reports a long turn, after it had no memory for a while.
   */
  static final class WhenTheWatchdogLooks extends Handler {
    private volatile boolean reported;

    private WhenTheWatchdogLooks() {}

    public static void main(String[] arguments) {
      var handler = new WhenTheWatchdogLooks();
      Logger logger = Logger.getLogger("dev.gonzo");
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
      run(() -> {
        withoutMemory();
        yieldNow();
        handler.reported = false;
        handler.keepBusy();
      });
      System.out.println("reported");
    }

    private static void withoutMemory() {
      var full = new Full();
      full.fill();
      long began = System.nanoTime();
      while (System.nanoTime() - began < NANOS_OF_SEVERAL_LOOKS) {
        Thread.onSpinWait();
      }
      full.empty();
    }

    private void keepBusy() {
      while (!reported) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void publish(LogRecord record) {
      reported |= record.getMessage().contains("keepBusy");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
