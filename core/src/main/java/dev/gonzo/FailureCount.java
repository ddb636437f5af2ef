package dev.gonzo;

import dev.gonzo.report.DoublingPause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Counts the failures of a supervised activity by the rules of its {@link Supervision}. For code
 * that restarts the activity in its own way; usually {@link Supervision#run} is enough.
 *
 * <p>Not thread-safe: for one thread, or the tasks of one kernel.
 */
public final class FailureCount {
  private final Supervision supervision;
  private final Deque<Moment> failures = new ArrayDeque<>();
  private DoublingPause pause;

  FailureCount(Supervision supervision) {
    this.supervision = supervision;
    this.pause = pauses(supervision);
  }

  /**
   * Counts a failure. Never suspends.
   *
   * @param now the time of the failure, on any clock that never goes back
   * @return the pause before the next restart; empty if there were too many failures
   */
  public Optional<Duration> pauseAfter(Moment now) {
    while (!failures.isEmpty()
        && now.since(failures.getFirst()).compareTo(supervision.period()) >= 0) {
      failures.removeFirst();
    }
    if (failures.isEmpty()) {
      pause = pauses(supervision);
    }
    failures.addLast(now);
    if (failures.size() > supervision.mostFailures()) {
      return Optional.empty();
    }
    return Optional.of(pause.next());
  }

  private static DoublingPause pauses(Supervision supervision) {
    return new DoublingPause(supervision.firstPause(), supervision.longestPause());
  }
}
