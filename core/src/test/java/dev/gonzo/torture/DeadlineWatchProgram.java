package dev.gonzo.torture;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;

import dev.gonzo.kernel.Kernels;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The thread that watches the deadlines finds no memory, several times: each time it must look
 * again, and in the end it still notices a deadline. A task keeps the kernel busy meanwhile, so
 * that the thread does not rest. Nothing here depends on time: the program ends only if it looks.
 */
final class DeadlineWatchProgram {
  private static final String WATCH = "gonzo-deadlines";
  private static final int FAULTS = 3;

  private DeadlineWatchProgram() {}

  public static void main(String[] arguments) throws Exception {
    var uncaught = new AtomicReference<Throwable>();
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> {
      thrown.printStackTrace();
      uncaught.set(thrown);
    });
    run(
        Kernels.of("none"),
        () -> {
          boolean _ = ignoreAfter(ofDays(1), () -> failWhileLooking(uncaught));
          boolean _ = ignoreAfter(ofMillis(1), DeadlineWatchProgram::computeForEver);
        });
    System.out.println("noticed");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void failWhileLooking(AtomicReference<Throwable> uncaught) {
    for (int i = 0; i < FAULTS; i++) {
      Faults.armOn(WATCH, Faults.Kind.ALLOCATION, 1);
      while (!Faults.isReached()) {
        Throwable thrown = uncaught.get();
        if (thrown != null) {
          throw new AssertionError("the thread has ended", thrown);
        }
        Thread.onSpinWait();
      }
    }
    Faults.disarm();
  }

  private static void computeForEver() {
    while (true) {
      checkpoint();
    }
  }
}
