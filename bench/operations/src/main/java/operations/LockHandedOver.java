package operations;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import dev.gonzo.sync.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Two tasks want a lock; each gives up its turn while it has it, so that the other one waits. */
@OperationsPerInvocation(LockHandedOver.N)
public class LockHandedOver extends Settings {
  static final int N = 100_000;

  @Benchmark
  public void gonzo() {
    run(() -> {
      var lock = Lock.of();
      var one = spawn(() -> take(lock));
      var two = spawn(() -> take(lock));
      one.join();
      two.join();
    });
  }

  private static void take(Lock lock) {
    for (int i = 0; i < N / 2; i++) {
      try (var _ = lock.acquire()) {
        yieldNow();
      }
    }
  }

  @Benchmark
  public void threads() throws InterruptedException {
    var lock = new ReentrantLock(true); // fair, as the others are
    Thread one = Thread.startVirtualThread(() -> take(lock));
    Thread two = Thread.startVirtualThread(() -> take(lock));
    one.join();
    two.join();
  }

  private static void take(ReentrantLock lock) {
    for (int i = 0; i < N / 2; i++) {
      lock.lock();
      try {
        Thread.yield();
      } finally {
        lock.unlock();
      }
    }
  }

  @Benchmark
  public void kotlin() {
    Coroutines.handedLocks(N);
  }
}
