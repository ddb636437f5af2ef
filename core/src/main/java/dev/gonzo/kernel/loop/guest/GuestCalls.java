package dev.gonzo.kernel.loop.guest;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Outcome;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.report.Rethrow;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The bodies that a host passes to its guest kernel, to run as tasks beside the program. */
final class GuestCalls {
  private final LoopKernel kernel;
  // Completes the futures of calls that have ended. Kernel thread only, and not on a task's stack:
  // the host's dependent stages must run on the host's own thread.
  private final ArrayDeque<Runnable> endings = new ArrayDeque<>();
  // The calls that have begun and not ended.
  private final Set<Call<?>> open = new LinkedHashSet<>();
  private volatile boolean ended;

  GuestCalls(LoopKernel kernel) {
    this.kernel = kernel;
  }

  /** Runs a body as a task. Any thread. */
  <T extends @Nullable Object> CompletableFuture<T> spawn(AsyncCallable<T, ?> body) {
    var call = new Call<>(body);
    kernel.post(call::begin);
    // The kernel sets this flag before it runs its queue for the last time: so either it finds this
    // call there, or the flag is seen here.
    if (ended) {
      call.refuse();
    }
    return call.future;
  }

  /** Completes the futures of calls that have ended. Kernel thread, between two turns. */
  void tellEndings() {
    for (Runnable ending = endings.poll(); ending != null; ending = endings.poll()) {
      ending.run();
    }
  }

  /**
   * Refuses calls from now on. Kernel thread, before the kernel runs its queue for the last time.
   */
  void end() {
    ended = true;
  }

  /**
   * Fails the calls that are left when the kernel has ended; there are some if the kernel broke.
   * Kernel thread.
   */
  void refuseOpen() {
    List.copyOf(open).forEach(Call::abandoned);
  }

  private final class Call<T extends @Nullable Object> {
    private final AsyncCallable<T, ?> body;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();

    Call(AsyncCallable<T, ?> body) {
      this.body = body;
    }

    void begin() {
      if (ended) {
        refuse();
        return;
      }
      if (!taken.compareAndSet(false, true) || future.isDone()) {
        return;
      }
      try {
        open.add(this);
        LoopTask<?> task =
            kernel.<@Nullable Void>spawn(Coroutine.<@Nullable Void>of(this::work, this::ended));
        var _ =
            future.whenComplete((_, _) -> {
              if (future.isCancelled()) {
                kernel.post(() -> cancel(task));
              }
            });
      } catch (Throwable refused) {
        open.remove(this);
        endings.add(() -> future.completeExceptionally(refused));
      }
    }

    private static void cancel(LoopTask<?> task) {
      boolean _ = task.requestCancel(new Cancelled("its future was cancelled", "the host"));
    }

    private @Nullable Void work() throws Exception {
      try {
        T value = body.call();
        endings.add(() -> future.complete(value));
      } catch (Throwable thrown) {
        Throwable failure = Cancellation.settled(thrown);
        if (failure instanceof Cancelled cancelled) {
          throw cancelled;
        }
        if (future.isDone()) {
          throw Rethrow.unchecked(
              failure); // the future is done and cannot report it, so the task does
        }
        endings.add(() -> future.completeExceptionally(failure));
      }
      return null;
    }

    /** As the last thing that the task does, also of one that could not begin. */
    private void ended(Outcome<?> outcome) {
      open.remove(this);
      switch (outcome) {
        case Outcome.Success<?> _ -> {}
        case Outcome.Failure<?>(var cause) ->
            endings.add(() -> future.completeExceptionally(cause));
        case Outcome.Cancellation<?>(var cancelled) ->
            endings.add(() -> future.completeExceptionally(cancelled));
      }
    }

    void abandoned() {
      boolean _ = future.completeExceptionally(new KernelEndedException());
    }

    void refuse() {
      if (taken.compareAndSet(false, true)) {
        boolean _ = future.completeExceptionally(new KernelEndedException());
      }
    }
  }
}
