package operations;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task is started, returns a value, and is joined. */
@OperationsPerInvocation(SpawnAndJoin.N)
public class SpawnAndJoin extends Settings {
  static final int N = 100_000;

  @Benchmark
  public int gonzo() {
    return run(() -> {
      int sum = 0;
      for (int i = 0; i < N; i++) {
        sum += spawn(() -> 1).join();
      }
      return sum;
    });
  }

  @Benchmark
  public int threads() throws Exception {
    return inVirtualThread(() -> {
      int sum = 0;
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < N; i++) {
          sum += executor.submit(() -> 1).get();
        }
      }
      return sum;
    });
  }

  @Benchmark
  public int kotlin() {
    return Coroutines.spawns(N);
  }

  @Benchmark
  public int plain() throws Exception {
    int sum = 0;
    for (int i = 0; i < N; i++) {
      sum += call(() -> 1);
    }
    return sum;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static int call(Callable<Integer> body) throws Exception {
    return body.call();
  }
}
