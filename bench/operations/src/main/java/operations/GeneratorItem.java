package operations;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.generator.Generator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** An item that a generator yields. */
@OperationsPerInvocation(GeneratorItem.N)
public class GeneratorItem extends Settings {
  static final int N = 100_000;

  @Benchmark
  public long gonzo() {
    return run(() -> {
      long sum = 0;
      try (var items =
          Generator.<Integer>of(out -> {
            for (int i = 0; i < N; i++) {
              out.yield(i);
            }
          })) {
        for (int item : items) {
          sum += item;
        }
      }
      return sum;
    });
  }

  /** A virtual thread that hands over each item. */
  @Benchmark
  public long threads() throws Exception {
    return inVirtualThread(() -> {
      var queue = new SynchronousQueue<Integer>();
      Thread.startVirtualThread(() -> {
        try {
          for (int i = 0; i < N; i++) {
            queue.put(i);
          }
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      });
      long sum = 0;
      for (int i = 0; i < N; i++) {
        sum += queue.take();
      }
      return sum;
    });
  }

  @Benchmark
  public long kotlin() {
    return Coroutines.items(N);
  }

  /** An iterator by hand. */
  @Benchmark
  public long plain() {
    Iterable<Integer> items = Numbers::new;
    long sum = 0;
    for (int item : items) {
      sum += item;
    }
    return sum;
  }

  private static final class Numbers implements Iterator<Integer> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < N;
    }

    @Override
    public Integer next() {
      if (next == N) {
        throw new NoSuchElementException();
      }
      return next++;
    }
  }
}
