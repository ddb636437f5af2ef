package dev.gonzo.kernel.loop.guest;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.report.Log;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The program of a guest kernel: its main task, and the future that its end completes. Used by the
 * stepping thread only.
 */
final class MainRun<T extends @Nullable Object> {
  final CompletableFuture<T> future = new CompletableFuture<>();
  private final LoopKernel kernel;
  private final AsyncCallable<T, ?> body;
  private @Nullable Task<T> main;

  MainRun(LoopKernel kernel, AsyncCallable<T, ?> body) {
    this.kernel = kernel;
    this.body = body;
  }

  boolean isStarted() {
    return main != null;
  }

  void start() {
    main = kernel.start(body);
  }

  /**
   * Completes the future when the kernel has ended.
   *
   * @param early why it ended before its tasks did; null if it did not
   */
  void complete(@Nullable IllegalStateException early) {
    RuntimeException ofKernel = kernel.end().failure();
    boolean delivered =
        early != null
            ? future.completeExceptionally(early)
            : ofKernel != null ? future.completeExceptionally(ofKernel) : completeByMain();
    Throwable failure = early != null ? early : ofKernel != null ? ofKernel : failureOfMain();
    if (!delivered && failure != null) {
      Log.warn("the program has failed after its future was cancelled", failure);
    }
  }

  private @Nullable Throwable failureOfMain() {
    return main != null && main.outcome().orElse(null) instanceof Outcome.Failure<T>(var cause)
        ? cause
        : null;
  }

  private boolean completeByMain() {
    return switch (Objects.requireNonNull(main).outcome().orElseThrow()) {
      case Outcome.Success<T>(var value) -> future.complete(value);
      case Outcome.Failure<T>(var cause) -> future.completeExceptionally(cause);
      case Outcome.Cancellation<T>(var cancelled) -> future.completeExceptionally(cancelled);
    };
  }
}
