package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A program that uses up a small heap: in a task that ends then, or while the watchdog looks. */
final class HeapIsFull {
  private static final int TIMES = 5;
  private static final int A_FEW = 4;
  private static final int NANOS_OF_SEVERAL_LOOKS = 1_000_000_000;

  private HeapIsFull() {}

  /** Refers to the one that was made before it, so that none of them can be collected. */
  private static final class Node {
    private final @Nullable Node before;

    Node(@Nullable Node before) {
      this.before = before;
    }
  }

  /** What a task throws. It holds the whole heap for as long as somebody knows of it. */
  private static final class Full extends RuntimeException {
    private transient @Nullable Node all;

    Full() {
      super("full", null, false, false);
    }

    /** More than once: what the collector frees when it is full for the first time is used too. */
    void fill() {
      for (int time = 0; time < TIMES; time++) {
        try {
          while (true) {
            all = new Node(all);
          }
        } catch (OutOfMemoryError full) {
          // That is what it is for.
        }
      }
    }

    /** Leaves as little memory free as one wants. */
    void free(int nodes) {
      for (int i = 0; i < nodes && all != null; i++) {
        all = all.before;
      }
    }

    void empty() {
      all = null;
    }
  }

  /** Prints "ended" if the kernel goes on, whatever becomes of the task. */
  static final class WhenATaskEnds {
    private WhenATaskEnds() {}

    public static void main(String[] arguments) {
      try {
        run(WhenATaskEnds::joinOne);
      } catch (TaskFailed | OutOfMemoryError expected) {
        // The heap was full when the failure was to be thrown.
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
   * Prints "ended" if the kernel goes on when a task suspends that holds all memory. It tries with
   * as little memory as lets it ask for that.
   */
  static final class WhenATaskSuspends {
    private WhenATaskSuspends() {}

    public static void main(String[] arguments) {
      run(() -> {
        var full = new Full();
        full.fill();
        boolean suspended = false;
        while (!suspended) {
          try {
            yieldNow();
            suspended = true;
          } catch (OutOfMemoryError tooLittle) {
            full.free(A_FEW);
          }
        }
        full.empty();
      });
      System.out.println("ended");
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
