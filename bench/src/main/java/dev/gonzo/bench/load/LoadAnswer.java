package dev.gonzo.bench.load;

import java.util.Arrays;
import java.util.List;

/** The answer of a load to a request of its session. */
final class LoadAnswer {
  private LoadAnswer() {}

  /**
   * {@return the answer as JSON}
   *
   * @param turnarounds the times of the messages of each connection, in nanoseconds
   * @param nanos how long all took together
   */
  static String of(List<long[]> turnarounds, long nanos) {
    long[] sorted = turnarounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return "{\"messages\":%d,\"nanos\":%d,\"p50_nanos\":%d,\"p99_nanos\":%d,\"max_nanos\":%d,\"lost\":0}"
        .formatted(
            sorted.length,
            nanos,
            sorted[sorted.length / 2],
            sorted[(int) (sorted.length * 0.99)],
            sorted[sorted.length - 1]);
  }
}
