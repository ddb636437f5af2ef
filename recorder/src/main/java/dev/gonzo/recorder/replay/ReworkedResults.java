package dev.gonzo.recorder.replay;

import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.IdentityHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Work in threads that is run again in a replay, because its result could not be recorded or it
 * works on objects that it shares with the tasks. Kernel thread, and the stacks of its tasks.
 */
final class ReworkedResults implements AutoCloseable {
  private final long patienceNanos;
  private final IdentityHashMap<RunInThread<?>, CompletableFuture<@Nullable Object>> results =
      new IdentityHashMap<>();

  /**
   * Creates it without work.
   *
   * @param patienceNanos how long the replay waits for work that has ended in the recording
   */
  ReworkedResults(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** Runs the work of a trap in a thread. */
  void run(RunInThread<?> trap) {
    var result = new CompletableFuture<@Nullable Object>();
    results.put(trap, result);
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("gonzo-replay-worker")
            .inheritInheritableThreadLocals(false)
            .start(() -> {
              try {
                result.complete(trap.work().call());
              } catch (Throwable failure) {
                result.completeExceptionally(failure);
              }
            });
  }

  boolean isRun(RunInThread<?> trap) {
    return results.containsKey(trap);
  }

  /** Waits for the end of the work; false if that takes too long. */
  boolean await(RunInThread<?> trap) {
    CompletableFuture<@Nullable Object> result = results.get(trap);
    if (result == null) {
      return true;
    }
    try {
      Object _ = result.get(patienceNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException failed) {
      return true;
    } catch (TimeoutException tooLong) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The result of work that has ended. */
  @Nullable Object of(RunInThread<?> trap) throws Exception {
    CompletableFuture<@Nullable Object> result = results.remove(trap);
    if (result == null) {
      throw new IllegalStateException("the result of this work was not recorded");
    }
    return result.join();
  }

  /** What work that has ended has thrown. */
  Throwable failureOf(RunInThread<?> trap) {
    CompletableFuture<@Nullable Object> result = results.remove(trap);
    if (result != null && result.isCompletedExceptionally()) {
      return result.exceptionNow();
    }
    return new IllegalStateException(
        "the work that failed in the recording has not failed now: " + trap.work());
  }

  /** Drops what is left; the threads are daemons. */
  @Override
  public void close() {
    results.clear();
  }
}
