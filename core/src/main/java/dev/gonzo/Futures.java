package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.report.Rethrow;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Waits for the JDK's futures. */
final class Futures {
  private Futures() {}

  static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    boolean[] begun = {false};
    try {
      return Resumer.await((Resumer<T> resumer) -> {
        begun[0] = true;
        resumer.whenCancelled(() -> cancel(stage));
        var _ =
            stage.whenComplete((value, failure) -> {
              if (failure == null) {
                boolean _ = resumer.tryResume(value);
              } else {
                boolean _ = resumer.tryFail(reported(failure));
              }
            });
      });
    } catch (Cancelled | TaskFailedException arrived) {
      if (!begun[0]) {
        cancel(() -> cancel(stage), arrived); // it arrived at the checkpoint before the wait
      }
      throw arrived;
    }
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      boolean _ = stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException notToBeCancelled) {
      // It continues, and its result is ignored.
    }
  }

  static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    try {
      Coroutine.trap(CHECKPOINT);
    } catch (Cancelled | TaskFailedException arrived) {
      cancel(() -> future.cancel(true), arrived);
      throw arrived;
    }
    try {
      return future.get();
    } catch (ExecutionException failure) {
      throw Rethrow.unchecked(reported(failure));
    } catch (InterruptedException interrupt) {
      throw interrupted(future, interrupt);
    }
  }

  /** Cancels the future, and lets the cancellation arrive, if one caused the interrupt. */
  private static InterruptedException interrupted(Future<?> future, InterruptedException thrown) {
    cancel(() -> future.cancel(true), thrown);
    try {
      Coroutine.trap(CHECKPOINT);
    } catch (Cancelled | TaskFailedException arrived) {
      for (Throwable failure : thrown.getSuppressed()) {
        Resumer.suppress(arrived, failure);
      }
      throw arrived;
    }
    return thrown;
  }

  /** A failure of the user's {@code cancel} does not hide the exception that is thrown. */
  private static void cancel(Runnable cancelling, Throwable thrown) {
    try {
      cancelling.run();
    } catch (RuntimeException | Error failure) {
      Resumer.suppress(thrown, failure);
    }
  }

  /** The original exception; if a task of another kernel was cancelled, as the JDK reports that. */
  private static Throwable reported(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapping =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    Throwable original = wrapping && cause != null ? cause : failure;
    if (!(original instanceof Cancelled cancelled)) {
      return original;
    }
    var ofOther = new CancellationException(cancelled.getMessage());
    ofOther.initCause(cancelled);
    return ofOther;
  }
}
