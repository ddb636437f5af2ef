package dev.gonzo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The failures of what is supervised, counted as its {@link Supervision} says. For whoever begins
 * it again in a way of its own; {@link Supervision#run} is the usual one.
 *
 * <p>For one thread, or one kernel's tasks.
 */
public final class FailureCount {
  private final Supervision supervision;
  private final Deque<Duration> failures = new ArrayDeque<>();
  private Duration pause;

  FailureCount(Supervision supervision) {
    this.supervision = supervision;
    this.pause = supervision.firstPause();
  }

  /**
   * Counts a failure. Never suspends.
   *
   * @param now when it was, on any clock that never goes back
   * @return how long to wait before the next beginning; empty if this failure is one too many
   */
  public Optional<Duration> pauseAfter(Duration now) {
    while (!failures.isEmpty()
        && now.minus(failures.getFirst()).compareTo(supervision.period()) >= 0) {
      failures.removeFirst();
    }
    if (failures.isEmpty()) {
      pause = supervision.firstPause();
    }
    failures.addLast(now);
    if (failures.size() > supervision.mostFailures()) {
      return Optional.empty();
    }
    Duration answer = pause;
    pause = doubled(pause);
    return Optional.of(answer);
  }

  private Duration doubled(Duration before) {
    Duration longest = supervision.longestPause();
    return before.compareTo(longest.dividedBy(2)) >= 0 ? longest : before.multipliedBy(2);
  }
}
