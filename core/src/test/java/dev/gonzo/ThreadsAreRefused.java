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
 * Programs that start threads until the system refuses one, then use Gonzo, and then let their
 * threads end. The test that starts them sets a limit of threads.
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
      // No more threads can be started now.
    }
  }

  private void waitForEnd() {
    try {
      mayEnd.await();
    } catch (InterruptedException end) {
      // The thread ends.
    }
  }

  private void giveBack() throws InterruptedException {
    mayEnd.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Prints how the first run in this JVM ended, and how the second did. */
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

  /** Prints the results of work that needs a thread, and whether a task that needs none goes on. */
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
        String thread = attempt("thread", () -> runInThread(() -> 42));
        String file = attempt("file", () -> AsyncFiles.readString(Path.of("/proc/self/cmdline")));
        threads.giveBack();
        // Only now: on a single processor the JDK starts a thread when a virtual thread prints.
        System.out.println(thread);
        System.out.println(file);
        System.out.println(runInThread(() -> "later"));
        other.cancel();
      });
    }

    private static String attempt(String what, AsyncCallable<?, Exception> body) {
      try {
        Object _ = body.call();
        return what + " served";
      } catch (Exception | OutOfMemoryError refused) {
        return what + " refused";
      }
    }
  }
}
