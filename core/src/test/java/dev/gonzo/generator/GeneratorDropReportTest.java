package dev.gonzo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.LogCapture;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A generator that is garbage-collected half way is reported, and no other one. In JVMs of their
 * own: here, generators of other tests may be reported at any time.
 */
@Tag("realTime")
class GeneratorDropReportTest {
  private static final String LEFT = "a generator was left before its end";

  private static Generator<Integer> counting(int end) {
    return Generator.of(out -> {
      for (int i = 0; i < end; i++) {
        out.yield(i);
      }
    });
  }

  /** In a separate method, so that no local variable holds it afterwards. */
  private static void leaveHalfWay() {
    int _ = counting(5).iterator().next();
  }

  private static void leaveIteratorHalfWay() {
    var numbers = List.of(1, 2).iterator();
    int _ = Generator.from(numbers, () -> {}).iterator().next();
  }

  private static void iterateInEveryOtherWay() {
    counting(1).forEach(_ -> {});
    Generator.from(List.of(1).iterator(), () -> {}).forEach(_ -> {});
    var _ = counting(1); // never begun
    try (var closed = counting(5)) {
      int _ = closed.iterator().next();
    }
  }

  /** Leaves two, and between them some that are no mistake; prints what was reported. */
  static final class Leaving {
    public static void main(String[] arguments) {
      try (var log = new LogCapture()) {
        leaveHalfWay();
        log.collectUntil(1, LEFT);
        iterateInEveryOtherWay();
        leaveIteratorHalfWay();
        log.collectUntil(2, LEFT);
        log.records().forEach(record -> System.out.println(record.getMessage()));
      }
    }
  }

  @Test
  void only_one_that_is_left_half_way_and_dropped_is_reported() throws Exception {
    var ended = ChildJvm.run(Leaving.class);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .hasSize(2)
        .allSatisfy(message ->
            assertThat(message)
                .startsWith(LEFT)
                .contains("try (var generator = ...)")
                .contains("-Dgonzo.debug=true shows where it was created"));
  }
}
