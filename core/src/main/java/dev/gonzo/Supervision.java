package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import java.time.Duration;

/**
 * Rules for restarting a body that fails: after growing pauses, and not for ever.
 *
 * <pre>{@code
 * var patiently = Supervision.of(ofMillis(100), ofSeconds(10)).withLimit(5, ofMinutes(1));
 * group.spawn("feed", () -> patiently.run(this::readFeed));
 * }</pre>
 *
 * @param firstPause the pause before the first restart
 * @param longestPause the limit of the pauses, each of which is twice the previous one
 * @param mostFailures how many failures within {@code period} are tolerated; one more is thrown
 * @param period how long a failure counts; when all failures are older than that, the pauses start
 *     with the first one again
 */
public record Supervision(
    Duration firstPause, Duration longestPause, int mostFailures, Duration period) {
  private static final int DEFAULT_FAILURES = 5;
  private static final Duration DEFAULT_PERIOD = Duration.ofMinutes(1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a pause is negative, the longest pause is shorter than the
   *     first, or the number is less than 0
   */
  public Supervision {
    if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "pauses must not be negative, and the longest must not be shorter than the first: got "
              + firstPause
              + " and "
              + longestPause);
    }
    if (mostFailures < 0) {
      throw new IllegalArgumentException("mostFailures must be at least 0, got " + mostFailures);
    }
  }

  /**
   * Returns rules that restart after pauses that double, and give up when more than five failures
   * happen within a minute.
   *
   * @param first the first pause
   * @param longest the longest pause
   * @return the rules
   */
  public static Supervision of(Duration first, Duration longest) {
    return new Supervision(first, longest, DEFAULT_FAILURES, DEFAULT_PERIOD);
  }

  /**
   * Sets how many failures are tolerated, instead of five within a minute.
   *
   * @param failures the number of failures that are tolerated
   * @param within the time within which they count
   * @return a changed copy
   */
  public Supervision withLimit(int failures, Duration within) {
    return new Supervision(firstPause, longestPause, failures, within);
  }

  /**
   * Runs a body, and restarts it whenever it throws an exception, until it returns. Each failure is
   * logged. Two exceptions are not failures, and propagate: a cancellation, and the exception with
   * which an enclosing group wakes its body when a member has failed; and so does the exception of
   * a clean-up that has replaced one of them.
   *
   * <p>Suspends where the body does, and in the pauses; a checkpoint.
   *
   * @param body the code to run
   * @param <X> the type of exception that the body throws
   * @throws X the failure that exceeded the limit
   */
  @Async
  @SuppressWarnings("unchecked") // the body throws only X and unchecked exceptions
  public <X extends Exception> void run(@InPlace AsyncRunnable<X> body) throws X {
    Coroutine.trap(CHECKPOINT);
    FailureCount failures = failureCount();
    Cancellation cancellation = Task.current().cancellation();
    while (true) {
      Duration pause;
      long begun = cancellation.moment();
      try {
        body.run();
        return;
      } catch (Exception thrown) {
        Throwable settled = Cancellation.settled(thrown);
        if (!(settled instanceof Exception failure)) {
          throw Rethrow.unchecked(settled);
        }
        if (cancellation.hasArrivedSince(begun)
            || (failure instanceof TaskFailedException failed && failed.isNoticeIn(cancellation))) {
          throw (X) failure;
        }
        pause = failures.pauseAfter(Moment.now()).orElse(null);
        if (pause == null) {
          throw (X) failure;
        }
        Log.warn(Task.current().name() + " failed, and is restarted in " + pause, failure);
      }
      Coroutine.trap(new Sleep(Moment.after(pause)));
    }
  }

  /** {@return a new failure count, starting at zero} Never suspends. */
  public FailureCount failureCount() {
    return new FailureCount(this);
  }
}
