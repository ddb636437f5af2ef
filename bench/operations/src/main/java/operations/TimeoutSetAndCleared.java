package operations;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.timeoutAfter;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/** A time limit around a body that ends at once. */
@OperationsPerInvocation(TimeoutSetAndCleared.N)
public class TimeoutSetAndCleared extends Settings {
  static final int N = 100_000;

  private final ScheduledThreadPoolExecutor timer = timer();

  private static ScheduledThreadPoolExecutor timer() {
    var timer = new ScheduledThreadPoolExecutor(1);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  @TearDown
  public void endTimer() {
    timer.shutdownNow();
  }

  @Benchmark
  public int gonzo() {
    return run(() -> {
      int sum = 0;
      for (int i = 0; i < N; i++) {
        sum += timeoutAfter(Duration.ofSeconds(1), () -> 1);
      }
      return sum;
    });
  }

  /** With a timer that would interrupt the thread. */
  @Benchmark
  public int threads() throws Exception {
    return inVirtualThread(() -> {
      int sum = 0;
      var self = Thread.currentThread();
      for (int i = 0; i < N; i++) {
        var limit = timer.schedule(self::interrupt, 1, TimeUnit.SECONDS);
        sum++;
        limit.cancel(false);
      }
      return sum;
    });
  }

  @Benchmark
  public int kotlin() {
    return Coroutines.timeouts(N);
  }
}
