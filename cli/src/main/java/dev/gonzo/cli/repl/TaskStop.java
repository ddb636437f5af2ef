package dev.gonzo.cli.repl;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.gonzo.Task;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cancels a task from outside and waits for its end, also if a task keeps the kernel busy. A task
 * that does so itself is stopped at the checks in its loops; any other one is only named.
 */
final class TaskStop {
  /** How long a task may take before the reason is looked for. */
  private static final long PATIENCE_MILLIS = 500;

  /** How long each way to stop a loop is tried. */
  private static final long TRIAL_MILLIS = 1_000;

  /** After this, a task that is cleaning up is named; the wait goes on. */
  private static final long CLEAN_UP_MILLIS = 2_000;

  private final SessionKernel kernel;
  private final StopChecks checks;
  private final Consumer<String> messages;

  /**
   * Creates one for the tasks of a kernel.
   *
   * @param kernel the kernel
   * @param checks the checks in the loops of snippets
   * @param messages takes what the user should know, a line each
   */
  TaskStop(SessionKernel kernel, StopChecks checks, Consumer<String> messages) {
    this.kernel = kernel;
    this.checks = checks;
    this.messages = messages;
  }

  /**
   * Cancels a task and waits for its end. On a thread outside the kernel.
   *
   * @param task the task
   * @param reason what cancels it, for example {@code Ctrl-C}
   * @param left completes when the user does not want to wait any longer
   * @return whether it has ended
   */
  boolean stop(Task<?> task, String reason, CompletableFuture<?> left) {
    CompletableFuture<@Nullable Void> end = kernel.tasks().endOf(task);
    checks.throwInThreads(task);
    try {
      var request = cancel(task, reason);
      if (endsWithin(PATIENCE_MILLIS, end, left)) {
        return true;
      }
      return request.isDone()
          ? awaitCleanUp(task, reason, end, left)
          : stopBusy(task, reason, end, left);
    } finally {
      checks.leave(task);
    }
  }

  /**
   * Waits a little for a task that was cancelled before its first turn, at which it ends; if
   * another task keeps the kernel from it, that one is named.
   *
   * @param result the result of the task
   * @param left completes when the user does not want to wait any longer
   */
  void awaitFirstTurn(CompletableFuture<?> result, CompletableFuture<?> left) {
    if (!endsWithin(PATIENCE_MILLIS, result.handle((_, _) -> true), left)) {
      kernel.tasks().running().ifPresent(this::nameKeeper);
    }
  }

  private void nameKeeper(Task<?> busy) {
    messages.accept(
        "task "
            + busy.name()
            + " keeps the kernel busy, so nothing else can end: /cancel "
            + busy.name()
            + " stops it; it is "
            + TaskLine.of(busy));
  }

  private CompletableFuture<Boolean> cancel(Task<?> task, String reason) {
    return kernel.submitHidden(reason, () -> task.requestCancel(reason));
  }

  /** The kernel works, so the task has got the cancellation: it cleans up, or has swallowed it. */
  private boolean awaitCleanUp(
      Task<?> task, String reason, CompletableFuture<?> end, CompletableFuture<?> left) {
    if (endsWithin(CLEAN_UP_MILLIS, end, left)) {
      return true;
    }
    if (!left.isDone()) {
      messages.accept(
          "it has not ended yet: "
              + TaskLine.of(task)
              + "; it is cancelled again each second, and Ctrl-C again ends the session");
    }
    while (!left.isDone()) {
      var _ = cancel(task, reason);
      if (endsWithin(TRIAL_MILLIS, end, left)) {
        return true;
      }
    }
    return end.isDone();
  }

  private boolean stopBusy(
      Task<?> task, String reason, CompletableFuture<?> end, CompletableFuture<?> left) {
    Optional<Task<?>> busy = kernel.tasks().running();
    if (busy.isPresent() && busy.get() != task) {
      nameKeeper(busy.get());
      return false;
    }
    messages.accept("it computes without a checkpoint, and is stopped there: " + TaskLine.of(task));
    checks.yieldIn(task);
    if (endsWithin(TRIAL_MILLIS, end, left)) {
      return true;
    }
    var _ = cancel(task, reason); // it may have swallowed the first
    if (endsWithin(TRIAL_MILLIS, end, left)) {
      return true;
    }
    checks.throwIn(task);
    if (endsWithin(TRIAL_MILLIS, end, left)) {
      return true;
    }
    messages.accept(
        "it cannot be stopped, because it waits in native code or in a library: "
            + TaskLine.of(task)
            + "; it goes on as a background task, and /exit ends the session without it");
    return false;
  }

  /** {@return whether it has ended} Returns early if the user does not want to wait. */
  private static boolean endsWithin(
      long millis, CompletableFuture<?> end, CompletableFuture<?> left) {
    try {
      CompletableFuture.anyOf(end, left).get(millis, MILLISECONDS);
    } catch (TimeoutException late) {
      // then it has not
    } catch (java.util.concurrent.ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return end.isDone();
    }
    return end.isDone();
  }
}
