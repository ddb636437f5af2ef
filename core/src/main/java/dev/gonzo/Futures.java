package dev.gonzo;

import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.Checkpoint;
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
    } catch (Cancelled | TaskFailed arrived) {
      if (!begun[0]) {
        cancel(stage); // it arrived at the checkpoint before the wait
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
      Coroutine.trap(new Checkpoint());
    } catch (Cancelled | TaskFailed arrived) {
      boolean _ = future.cancel(true);
      throw arrived;
    }
    try {
      return future.get();
    } catch (ExecutionException failure) {
      throw Rethrow.unchecked(reported(failure));
    } catch (InterruptedException interrupt) {
      boolean _ = future.cancel(true);
      Coroutine.trap(new Checkpoint()); // a cancellation arrives here, if it caused the interrupt
      throw interrupt;
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
