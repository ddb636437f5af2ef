package operations;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A task gives up its turn, and gets the next one. There are two, so that there is something to
 * switch to.
 */
@OperationsPerInvocation(SuspendAndResume.N)
public class SuspendAndResume extends Settings {
  static final int N = 100_000;

  @Benchmark
  public void gonzo() {
    run(() -> {
      var other = spawn(() -> yields(N / 2));
      yields(N / 2);
      other.join();
    });
  }

  private static void yields(int n) {
    for (int i = 0; i < n; i++) {
      yieldNow();
    }
  }

  @Benchmark
  public void threads() throws InterruptedException {
    Thread one = Thread.startVirtualThread(SuspendAndResume::threadYields);
    Thread two = Thread.startVirtualThread(SuspendAndResume::threadYields);
    one.join();
    two.join();
  }

  private static void threadYields() {
    for (int i = 0; i < N / 2; i++) {
      Thread.yield();
    }
  }

  /** A virtual thread whose scheduler is the caller: what a switch costs without a kernel. */
  @Benchmark
  public void bare() throws Throwable {
    var ready = new ArrayDeque<Runnable>();
    Executor scheduler = ready::add;
    BareThread.start(scheduler, SuspendAndResume::threadYields);
    BareThread.start(scheduler, SuspendAndResume::threadYields);
    for (Runnable next; (next = ready.poll()) != null; ) {
      next.run();
    }
  }

  @Benchmark
  public void kotlin() {
    Coroutines.yields(N);
  }

  @Benchmark
  public int plain() {
    int sum = 0;
    for (int i = 0; i < N; i++) {
      sum += call(i);
    }
    return sum;
  }

  /** A call that is one: the compiler does not put it into its caller. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static int call(int i) {
    return i;
  }
}
