package dev.gonzo.junit;

import dev.gonzo.sim.Ending;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opentest4j.AssertionFailedError;

/**
 * How often each kind of fault has happened in all seeds of a test. A kind that was asked for and
 * never happened fails the test, after the last seed: it tests less than it seems.
 */
final class FaultTally implements AutoCloseable {
  private final Map<String, Long> counts = new TreeMap<>();
  private final long expected;
  private long seeds;

  /**
   * Creates an empty tally.
   *
   * @param expected how many seeds there are; fewer say nothing
   */
  FaultTally(long expected) {
    this.expected = expected;
  }

  synchronized void add(Ending<?> passed) {
    seeds++;
    passed.faults().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
  }

  /** Called by JUnit after the last seed. */
  @Override
  public synchronized void close() {
    List<String> never =
        counts.entrySet().stream()
            .filter(count -> count.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    if (seeds == expected && expected > 1 && !never.isEmpty()) {
      throw new AssertionFailedError(
          "never occurred in "
              + seeds
              + " seeds, though the test asks for it: "
              + String.join(", ", never)
              + ". Let the test take more simulated time, or ask for it more often");
    }
  }
}
