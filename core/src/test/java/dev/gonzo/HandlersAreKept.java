package dev.gonzo;

import static dev.gonzo.Gonzo.run;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Programs that add a handler to Gonzo's logger and do not keep the logger, so that a garbage
 * collection may remove both. They print "handled" when a report arrives at the handler.
 */
final class HandlersAreKept extends Handler {
  private static volatile boolean handled;

  private HandlersAreKept() {}

  private static void addHandler() {
    Logger.getLogger("dev.gonzo").addHandler(new HandlersAreKept());
  }

  private static void collect() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
  }

  /** A report that a run makes: a group was left without join(). */
  static final class InARun {
    private InARun() {}

    public static void main(String[] arguments) {
      addHandler();
      run(() -> {
        collect();
        try (var group = TaskGroup.<Void>open()) {
          group.spawn(Gonzo::yieldNow);
        }
      });
    }
  }

  /** A report that a garbage collection causes: a coroutine was never driven. */
  static final class WithoutKernel {
    private WithoutKernel() {}

    public static void main(String[] arguments) throws Exception {
      addHandler();
      drop();
      while (!handled) {
        collect();
        Thread.sleep(10); // the report is made in another thread
      }
    }

    private static void drop() {
      var _ = Coroutine.of(() -> "never driven");
    }
  }

  @Override
  public void publish(LogRecord record) {
    handled = true;
    System.out.println("handled");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
