package dev.gonzo.cli.repl;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One snippet while it runs in its task. The thread that evaluates waits for it; another one, with
 * Ctrl-C, may have it cancelled.
 */
final class SnippetRun {
  private final SessionKernel kernel;
  private final CompletableFuture<@Nullable Void> cancelWanted = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
  private volatile @Nullable Task<?> task;
  private volatile boolean ended;

  SnippetRun(SessionKernel kernel) {
    this.kernel = kernel;
  }

  /** Asks for its cancellation. Any thread; does not wait. */
  void cancel() {
    cancelWanted.complete(null);
  }

  /** Asks the waiting thread not to wait any longer. Any thread; does not wait. */
  void leave() {
    cancelWanted.complete(null);
    left.complete(null);
  }

  /** {@return whether its cancellation was asked for} */
  boolean isCancelled() {
    return cancelWanted.isDone();
  }

  /** {@return whether the snippet has ended} False if it was left to itself. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Runs the snippet as a task, and waits for its end.
   *
   * @param name the name of the task
   * @param body the code of the snippet
   * @param stop cancels the task if that is asked for
   * @return what the snippet returns; empty if it was cancelled, or goes on without this thread
   * @throws Throwable what the snippet throws
   */
  <T> Optional<T> run(String name, Callable<T> body, TaskStop stop) throws Throwable {
    if (isCancelled()) {
      ended = true; // it has not even begun
      return Optional.empty();
    }
    CompletableFuture<T> result =
        kernel.submit(
            name,
            () -> {
              task = Task.current();
              if (isCancelled()) {
                throw new Cancelled("Ctrl-C", "the session");
              }
              return body.call();
            });
    try {
      CompletableFuture.anyOf(result, cancelWanted).get();
    } catch (ExecutionException failure) {
      // read below
    }
    if (!result.isDone()) {
      Task<?> started = task;
      if (started == null) {
        // It was cancelled before its first turn, at which it ends.
        stop.awaitFirstTurn(result, left);
        ended = true;
        return Optional.empty();
      }
      boolean stopped = stop.stop(started, "Ctrl-C", left);
      if (!stopped && !result.isDone()) {
        return Optional.empty();
      }
    }
    ended = true;
    try {
      return Optional.of(result.get());
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      if (isCancelled() && (cause instanceof Cancelled || cause instanceof Stopped)) {
        return Optional.empty();
      }
      throw cause == null ? failure : cause;
    }
  }
}
