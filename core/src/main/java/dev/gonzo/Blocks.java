package dev.gonzo;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.report.Rethrow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Enters and leaves blocks: with a deadline, shielded from cancellations, or idle.
 *
 * <p>Inside the block an expired deadline is a {@link Cancelled}. It passes through inner blocks,
 * and becomes a {@link DeadlineExceededException} where its own block is left.
 */
final class Blocks {
  private Blocks() {}

  static <T extends @Nullable Object, X extends Exception> T withDeadline(
      Moment at, String what, @Nullable Object limit, Deadline.Body<T, X> body) throws X {
    Task<?> task = Task.current();
    StackReserve.requireForOperation();
    Cancellation cancellation = task.cancellation();
    var deadline = new Deadline(cancellation.innermost(), task, what, limit);
    cancellation.open(deadline);
    T result;
    try {
      deadline.set(at);
      result = body.call(deadline);
      cancellation.passedNormally(deadline);
    } catch (Throwable thrown) {
      Throwable settled = cancellation.settle(thrown);
      if (!leave(cancellation, deadline)) {
        settled.addSuppressed(leftOpen());
      }
      if (settled instanceof Cancelled cancelled && deadline.isCause(cancelled)) {
        throw new DeadlineExceededException(cancelled);
      }
      throw Rethrow.unchecked(settled);
    }
    if (!leave(cancellation, deadline)) {
      throw leftOpen();
    }
    return result;
  }

  static <T extends @Nullable Object, X extends Exception> InTime<T> ignoring(
      @Nullable Duration limit, AsyncCallable<T, X> body) throws X {
    // The block's own deadline, to distinguish it from one that was set inside and passes through.
    Deadline[] own = new Deadline[1];
    try {
      return InTime.of(
          Gonzo.<T, X>timeoutAfter(
              limit,
              deadline -> {
                own[0] = deadline;
                return body.call();
              }));
    } catch (DeadlineExceededException expired) {
      if (own[0].isCause(expired.getCause())) {
        HiddenFailures.report("a deadline has passed", expired.getCause());
        return InTime.expired();
      }
      throw expired;
    }
  }

  private static boolean leave(Cancellation cancellation, Deadline deadline) {
    // An interrupt that came too late for its foreign block must not hit the code that follows.
    cancellation.clearInterrupt();
    deadline.unset();
    return cancellation.leave(deadline);
  }

  static IllegalStateException leftOpen() {
    return new IllegalStateException(
        "a group that was opened in the block was not closed in it, so its members were"
            + " cancelled: use try-with-resources");
  }

  static <T extends @Nullable Object, X extends Exception> T shielded(AsyncCallable<T, X> body)
      throws X {
    Cancellation cancellation = Task.current().cancellation();
    return inside(cancellation, new Scope(cancellation.innermost(), true), body);
  }

  static <T extends @Nullable Object, X extends Exception> T idle(AsyncCallable<T, X> body)
      throws X {
    Cancellation cancellation = Task.current().cancellation();
    return inside(cancellation, new Scope(cancellation.innermost(), false, true), body);
  }

  /**
   * Runs a block that changes nothing about cancellation, but cannot be left open or yielded in.
   */
  static <T extends @Nullable Object, X extends Exception> T inScope(AsyncCallable<T, X> body)
      throws X {
    Cancellation cancellation = Task.current().cancellation();
    return inside(cancellation, new Scope(cancellation.innermost(), false), body);
  }

  private static <T extends @Nullable Object, X extends Exception> T inside(
      Cancellation cancellation, Scope scope, AsyncCallable<T, X> body) throws X {
    StackReserve.requireForOperation();
    cancellation.open(scope);
    T result;
    try {
      result = body.call();
      cancellation.passedNormally(scope);
    } catch (Throwable thrown) {
      // While the scope is open: a gentle request may arrive only in an idle block.
      Throwable settled = cancellation.settle(thrown);
      if (!cancellation.leave(scope)) {
        settled.addSuppressed(leftOpen());
      }
      throw Rethrow.unchecked(settled);
    }
    if (!cancellation.leave(scope)) {
      throw leftOpen();
    }
    return result;
  }
}
