package operations;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.sync.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A lock that no other task wants is taken and released. */
@OperationsPerInvocation(LockFree.N)
public class LockFree extends Settings {
  static final int N = 100_000;

  @Benchmark
  public int gonzo() {
    return run(() -> {
      var lock = Lock.of();
      int sum = 0;
      for (int i = 0; i < N; i++) {
        try (var _ = lock.acquire()) {
          sum++;
        }
      }
      return sum;
    });
  }

  @Benchmark
  public int threads() throws Exception {
    return inVirtualThread(() -> {
      var lock = new ReentrantLock();
      int sum = 0;
      for (int i = 0; i < N; i++) {
        lock.lock();
        try {
          sum++;
        } finally {
          lock.unlock();
        }
      }
      return sum;
    });
  }

  @Benchmark
  public int kotlin() {
    return Coroutines.freeLocks(N);
  }
}
