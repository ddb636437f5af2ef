package dev.gonzo;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.report.Rethrow;
import org.jspecify.annotations.Nullable;

/**
 * Enters and leaves blocks that change how cancellations arrive: shielded from them, or idle.
 * Blocks with a time limit are in {@link Deadline}.
 */
final class Blocks {
  private Blocks() {}

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

  static <X extends Exception> void shielded(AsyncRunnable<X> body) throws X {
    Blocks.<@Nullable Void, X>shielded(Coroutine.returningNull(body));
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
