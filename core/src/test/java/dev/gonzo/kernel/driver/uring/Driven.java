package dev.gonzo.kernel.driver.uring;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.services.JvmServices;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a body on a driver that the test has created, on a thread that ends with it. */
final class Driven {
  private static final int TURNS = 64;

  private Driven() {}

  /** Skips the test with a reason if the system does not support rings. */
  static void onlyWhereThereAreRings() {
    assumeThat(UringDriver.whyUnavailable()).as("the uring driver").isEmpty();
  }

  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  /** With an ordinary ring. */
  static void run(Body body) throws Exception {
    run(new UringDriver(), body);
  }

  /** With a ring of the given setup. */
  static void run(Driver driver, Body body) throws Exception {
    AsyncCallable<String, Exception> main =
        () -> {
          body.run();
          return "";
        };
    var ended = new CompletableFuture<String>();
    Thread.ofPlatform()
        .start(() -> {
          try (var kernel = new LoopKernel(Clock.system(), driver, JvmServices::new)) {
            var task = kernel.start(main);
            while (!kernel.isDone()) {
              kernel.step(TURNS);
              if (!kernel.isDone()) {
                kernel.poll(kernel.waitNanos());
              }
            }
            kernel.close();
            ended.complete(task.outcome().orElseThrow().valueOrThrow());
          } catch (Throwable failure) {
            ended.completeExceptionally(failure);
          }
        });
    String _ = ended.get(60, TimeUnit.SECONDS);
  }
}
