package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;

import dev.gonzo.file.AsyncFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program that starts threads until the system refuses one, then asks Gonzo for something, and
 * lets its threads end. It is given a limit of threads by who starts it.
 */
final class ThreadsAreRefused {
  private static final long SMALL_STACK = 1 << 16;
  private static final int MOST = 1_000;

  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private ThreadsAreRefused() {}

  private void use() {
    try {
      while (threads.size() < MOST) {
        var thread = new Thread(null, this::waitForEnd, "used", SMALL_STACK);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
    } catch (OutOfMemoryError refused) {
      // That is what it is for.
    }
  }

  private void waitForEnd() {
    try {
      mayEnd.await();
    } catch (InterruptedException end) {
      // It ends.
    }
  }

  private void giveBack() throws InterruptedException {
    mayEnd.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Prints what came of the first run in this JVM, and of the second. */
  static final class AtTheFirstRun {
    private AtTheFirstRun() {}

    public static void main(String[] arguments) throws Exception {
      var threads = new ThreadsAreRefused();
      threads.use();
      try {
        run(() -> {});
        System.out.println("there was a thread");
      } catch (OutOfMemoryError refused) {
        System.out.println("refused");
      }
      threads.giveBack();
      run(() -> {
        spawn(() -> sleep(ofMillis(1))).join();
        System.out.println("ran");
      });
    }
  }

  /** Prints what came of work that needs a thread, and of a task that has nothing to do with it. */
  static final class InTheMiddle {
    private InTheMiddle() {}

    public static void main(String[] arguments) throws Exception {
      var threads = new ThreadsAreRefused();
      run(() -> {
        var other =
            spawn(() -> {
              try {
                while (true) {
                  sleep(ofMillis(10));
                }
              } finally {
                System.out.println("cleaned up");
              }
            });
        sleep(ofMillis(50));
        threads.use();
        attempt("thread", () -> runInThread(() -> 42));
        attempt("file", () -> AsyncFiles.readString(Path.of("/proc/self/cmdline")));
        threads.giveBack();
        System.out.println(runInThread(() -> "later"));
        other.cancel();
      });
    }

    private static void attempt(String what, AsyncCallable<?, Exception> body) {
      try {
        Object _ = body.call();
        System.out.println(what + " served");
      } catch (Exception | OutOfMemoryError refused) {
        System.out.println(what + " refused");
      }
    }
  }
}
