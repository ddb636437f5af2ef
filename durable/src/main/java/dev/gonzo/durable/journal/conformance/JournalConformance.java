package dev.gonzo.durable.journal.conformance;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Journal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks that a journal keeps what {@link Journal} promises. It needs no test framework:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> conformance() {
 *   return JournalConformance.checks().stream()
 *       .map(check -> DynamicTest.dynamicTest(check.name(), () -> run(() -> check.run(storage()))));
 * }
 * }</pre>
 */
public final class JournalConformance {
  private JournalConformance() {}

  /** A place where a journal is kept, empty at first. */
  @FunctionalInterface
  public interface Storage {
    /**
     * Opens the journal. A check that opens it again has closed the one before, without releasing
     * what it had claimed: a journal with leases may let a short time pass until they have run out.
     *
     * @return the journal
     * @throws Exception if it cannot be opened
     */
    @Async
    Journal open() throws Exception;
  }

  /**
   * One promise of {@link Journal}.
   *
   * @param name the promise, as a fact
   * @param body checks it
   */
  public record Check(String name, Body body) {
    /**
     * Runs the check. Suspends where the journal does.
     *
     * @param storage an empty place, for this check only
     * @throws AssertionError if the journal does not keep the promise
     * @throws Exception if the journal fails
     */
    @Async
    public void run(Storage storage) throws Exception {
      body.run(storage);
    }
  }

  /** The code of a check. */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs it.
     *
     * @param storage an empty place
     * @throws Exception if the journal fails
     */
    @Async
    void run(Storage storage) throws Exception;
  }

  /** {@return all checks} */
  public static List<Check> checks() {
    return Stream.of(BeginChecks.all(), AppendChecks.all(), ClaimChecks.all(), ListChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
