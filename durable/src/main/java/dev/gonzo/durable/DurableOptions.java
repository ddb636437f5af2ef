package dev.gonzo.durable;

import java.time.Duration;
import java.util.Objects;

/**
 * How {@link DurableTasks} runs tasks.
 *
 * @param owner the name of this process in the journal, unique among those that use it at the same
 *     time; empty for a random one
 * @param lease how long its claims last if it does not renew them: after a crash, other processes
 *     wait so long before they take its tasks over. Of no use in a file
 * @param poll how often it looks for tasks that are free, and for requests of other processes
 * @param mostRunning how many tasks it runs at a time; others wait in the journal
 * @param mostAttempts how often a task may end its process without getting on; then it is parked
 * @param mostEntries how long a history may become; then the task is parked
 * @param keepEnded how long the results of tasks are kept
 */
public record DurableOptions(
    String owner,
    Duration lease,
    Duration poll,
    int mostRunning,
    int mostAttempts,
    int mostEntries,
    Duration keepEnded) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number or a duration is not positive, or the lease is not
   *     at least three times as long as the pause between two looks
   */
  public DurableOptions {
    Objects.requireNonNull(owner);
    requirePositive("lease", lease);
    requirePositive("poll", poll);
    requirePositive("mostRunning", mostRunning);
    requirePositive("mostAttempts", mostAttempts);
    requirePositive("mostEntries", mostEntries);
    requirePositive("keepEnded", keepEnded);
    if (lease.compareTo(poll.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "lease must be at least three times poll, got %s and %s".formatted(lease, poll));
    }
  }

  private static void requirePositive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, got " + value);
    }
  }

  /**
   * {@return a random owner, a lease of 30 seconds, a look each second, 1,000 tasks at a time, 5
   * attempts, 10,000 entries, results kept for 7 days}
   */
  public static DurableOptions defaults() {
    return new DurableOptions(
        "", Duration.ofSeconds(30), Duration.ofSeconds(1), 1_000, 5, 10_000, Duration.ofDays(7));
  }

  /**
   * {@return a copy with another name of this process}
   *
   * @param value its name in the journal
   */
  public DurableOptions withOwner(String value) {
    return new DurableOptions(
        value, lease, poll, mostRunning, mostAttempts, mostEntries, keepEnded);
  }

  /**
   * {@return a copy with another lease}
   *
   * @param value how long claims last, at least three times {@link #poll}
   */
  public DurableOptions withLease(Duration value) {
    return new DurableOptions(
        owner, value, poll, mostRunning, mostAttempts, mostEntries, keepEnded);
  }

  /**
   * {@return a copy with another pause between two looks at the journal}
   *
   * @param value the pause, at most a third of {@link #lease}
   */
  public DurableOptions withPoll(Duration value) {
    return new DurableOptions(
        owner, lease, value, mostRunning, mostAttempts, mostEntries, keepEnded);
  }

  /**
   * {@return a copy with another number of tasks at a time}
   *
   * @param value how many, at least 1
   */
  public DurableOptions withMostRunning(int value) {
    return new DurableOptions(owner, lease, poll, value, mostAttempts, mostEntries, keepEnded);
  }

  /**
   * {@return a copy with another number of attempts}
   *
   * @param value how often a task may end its process without getting on, at least 1
   */
  public DurableOptions withMostAttempts(int value) {
    return new DurableOptions(owner, lease, poll, mostRunning, value, mostEntries, keepEnded);
  }

  /**
   * {@return a copy with another length of the longest history}
   *
   * @param value how many entries, at least 1
   */
  public DurableOptions withMostEntries(int value) {
    return new DurableOptions(owner, lease, poll, mostRunning, mostAttempts, value, keepEnded);
  }

  /**
   * {@return a copy that keeps results for another time}
   *
   * @param value how long
   */
  public DurableOptions withKeepEnded(Duration value) {
    return new DurableOptions(owner, lease, poll, mostRunning, mostAttempts, mostEntries, value);
  }
}
