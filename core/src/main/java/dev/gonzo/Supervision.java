package dev.gonzo;

import dev.gonzo.report.Reports;
import java.time.Duration;

/**
 * How a body that fails is begun again: after pauses that grow, and not for ever.
 *
 * <pre>{@code
 * var patiently = Supervision.withPauses(ofMillis(100), ofSeconds(10)).givingUpAfter(5, ofMinutes(1));
 * group.spawn("feed", () -> patiently.run(this::readFeed));
 * }</pre>
 *
 * @param firstPause the pause before the first new beginning
 * @param longestPause each pause is twice the one before, up to this
 * @param mostFailures the failure beyond these many within {@code period} is thrown
 * @param period how long a failure counts; a body that has run for so long begins with the first
 *     pause again
 */
public record Supervision(
    Duration firstPause, Duration longestPause, int mostFailures, Duration period) {
  private static final int DEFAULT_FAILURES = 5;
  private static final Duration DEFAULT_PERIOD = Duration.ofMinutes(1);

  /**
   * Checks its parts.
   *
   * @throws IllegalArgumentException if a pause is negative, the pauses shrink, or the number is
   *     less than 0
   */
  public Supervision {
    if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "pauses must not be negative, and must not shrink: got "
              + firstPause
              + " and "
              + longestPause);
    }
    if (mostFailures < 0) {
      throw new IllegalArgumentException("mostFailures must be at least 0, got " + mostFailures);
    }
  }

  /**
   * Begins again after pauses that double, and gives up after five failures in a minute.
   *
   * @param first the first pause
   * @param longest the longest
   * @return how to supervise
   */
  public static Supervision withPauses(Duration first, Duration longest) {
    return new Supervision(first, longest, DEFAULT_FAILURES, DEFAULT_PERIOD);
  }

  /**
   * Gives up sooner or later than after five failures in a minute.
   *
   * @param failures so many are borne
   * @param within in such a time
   * @return a changed copy
   */
  public Supervision givingUpAfter(int failures, Duration within) {
    return new Supervision(firstPause, longestPause, failures, within);
  }

  /**
   * Runs a body, and begins it again whenever it throws an exception, until it returns. Each
   * failure is logged. A cancellation is no failure: it passes through; so does the failure of a
   * member by which a group around this call wakes its body.
   *
   * <p>Suspends where the body does, and in the pauses; a checkpoint.
   *
   * @param body what to run
   * @param <X> what it throws
   * @throws X the failure that was one too many
   */
  @Async
  @SuppressWarnings("unchecked") // the exceptions of the body are X's and unchecked ones
  public <X extends Exception> void run(AsyncRunnable<X> body) throws X {
    Gonzo.checkpoint();
    FailureCount failures = failureCount();
    while (true) {
      Duration pause;
      try {
        body.run();
        return;
      } catch (Exception failure) {
        if (failure instanceof TaskFailed failed
            && failed.isNoticeIn(Task.current().cancellation())) {
          throw failed;
        }
        pause = failures.pauseAfter(Gonzo.now()).orElse(null);
        if (pause == null) {
          throw (X) failure;
        }
        Reports.warn(
            Gonzo.currentTask().name() + " failed, and is begun again in " + pause, failure);
      }
      Gonzo.sleep(pause);
    }
  }

  /** {@return a count of failures that has counted none} Never suspends. */
  public FailureCount failureCount() {
    return new FailureCount(this);
  }
}
