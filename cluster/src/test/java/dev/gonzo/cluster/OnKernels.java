package dev.gonzo.cluster;

import static dev.gonzo.testing.VirtualTime.kernel;
import static java.time.Duration.ofHours;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.sim.Simulation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs a test in virtual time on epoll, and in the simulator. */
final class OnKernels {
  private OnKernels() {}

  /** A test with the name of a kernel as its argument. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "sim"})
  @interface OnEach {}

  static void on(String kernel, AsyncRunnable<?> body) throws Exception {
    if (kernel.equals("sim")) {
      var ending =
          Simulation.ofSeed(17)
              .run(() -> {
                inTime(body);
                return true;
              });
      boolean _ = ending.valueOrThrow();
    } else {
      Gonzo.run(
          kernel(kernel),
          () -> {
            inTime(body);
            return true;
          });
    }
  }

  /** A test that waits in vain ends, and shows where. The time is that of the kernel. */
  private static void inTime(AsyncRunnable<?> body) throws Exception {
    Gonzo.timeoutAfter(ofHours(1), (AsyncRunnable<Exception>) body::run);
  }
}
