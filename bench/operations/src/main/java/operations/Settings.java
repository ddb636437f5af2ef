package operations;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What all operations have in common. Each method is named after what does the operation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Settings {
  /** Runs a body in a virtual thread, and waits for its end. */
  static <T> T inVirtualThread(Callable<T> body) throws Exception {
    var result = new Object[1];
    var failure = new Exception[1];
    Thread.startVirtualThread(
            () -> {
              try {
                result[0] = body.call();
              } catch (Exception thrown) {
                failure[0] = thrown;
              }
            })
        .join();
    if (failure[0] != null) {
      throw failure[0];
    }
    @SuppressWarnings("unchecked")
    T value = (T) result[0];
    return value;
  }
}
