package operations;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import com.softwaremill.jox.Channel;
import dev.gonzo.queue.Queue;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** An item goes from one task to another, and neither gets ahead of the other. */
@OperationsPerInvocation(QueueHandOver.N)
public class QueueHandOver extends Settings {
  static final int N = 100_000;

  @Benchmark
  public void gonzo() {
    run(() -> handOver(Queue.bounded(0)));
  }

  /** The queue that other threads may use too. */
  @Benchmark
  public void gonzo_universal() {
    run(() -> handOver(Queue.universal(0)));
  }

  private static void handOver(Queue<Integer> queue) {
    var taker =
        spawn(() -> {
          for (int i = 0; i < N; i++) {
            int _ = queue.get();
          }
        });
    for (int i = 0; i < N; i++) {
      queue.put(i);
    }
    taker.join();
  }

  @Benchmark
  public Object threads() throws Exception {
    var queue = new SynchronousQueue<Integer>();
    return inVirtualThread(() -> {
      Thread taker =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < N; i++) {
                int _ = queue.take();
              }
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            }
          });
      for (int i = 0; i < N; i++) {
        queue.put(i);
      }
      taker.join();
      return queue;
    });
  }

  @Benchmark
  public Object jox() throws Exception {
    var channel = Channel.<Integer>newRendezvousChannel();
    return inVirtualThread(() -> {
      Thread taker =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < N; i++) {
                int _ = channel.receive();
              }
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            }
          });
      for (int i = 0; i < N; i++) {
        channel.send(i);
      }
      taker.join();
      return channel;
    });
  }

  @Benchmark
  public int kotlin() {
    return Coroutines.handOvers(N);
  }
}
