package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What processes may leave behind in the process that started them: children, including zombies,
 * and, where the system shows them, descriptors of pipes and processes, by kind, since a kernel has
 * pipes of its own.
 */
record Traces(PeerProcess process, Set<Long> children, List<String> descriptors) {
  static Traces now(PeerProcess process) {
    return new Traces(
        process,
        process.children(),
        process.descriptors().orElse(List.of()).stream()
            .filter(kind -> kind.equals("pipe") || kind.contains("pidfd"))
            .sorted()
            .toList());
  }

  /**
   * Asserts that there is nothing more than then. Waits, since another thread may be about to close
   * something.
   */
  void assertNothingMore() {
    for (int tries = 0; tries < 1_000 && !now(process).equals(this); tries++) {
      sleep(Duration.ofMillis(5));
    }
    assertThat(now(process)).isEqualTo(this);
  }

  static void awaitEnd(PeerProcess process, long id) {
    while (process.isAlive(id)) {
      sleep(Duration.ofMillis(5));
    }
  }
}
