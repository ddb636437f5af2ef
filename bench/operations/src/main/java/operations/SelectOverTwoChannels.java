package operations;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.queue.Select.select;

import com.softwaremill.jox.Select;
import dev.gonzo.queue.Channel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task takes an item from the channel of two that has one. */
@OperationsPerInvocation(SelectOverTwoChannels.N)
public class SelectOverTwoChannels extends Settings {
  static final int N = 100_000;

  @Benchmark
  public void gonzo() {
    run(() -> {
      var left = Channel.<Integer>rendezvous();
      var right = Channel.<Integer>rendezvous();
      var taker =
          spawn(() -> {
            for (int i = 0; i < N; i++) {
              int _ = select(left.onReceive(item -> item), right.onReceive(item -> -item));
            }
          });
      for (int i = 0; i < N; i++) {
        (i % 2 == 0 ? left : right).send(i);
      }
      taker.join();
    });
  }

  @Benchmark
  public Object jox() throws Exception {
    var left = com.softwaremill.jox.Channel.<Integer>newRendezvousChannel();
    var right = com.softwaremill.jox.Channel.<Integer>newRendezvousChannel();
    return inVirtualThread(() -> {
      Thread taker =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < N; i++) {
                int _ = Select.select(left.receiveClause(), right.receiveClause(item -> -item));
              }
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            }
          });
      for (int i = 0; i < N; i++) {
        (i % 2 == 0 ? left : right).send(i);
      }
      taker.join();
      return left;
    });
  }

  @Benchmark
  public int kotlin() {
    return Coroutines.selects(N);
  }
}
