package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Outcome;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a host hands to its guest: bodies that run as tasks beside the program. */
final class HostCalls {
  private final LoopKernel kernel;
  // What tells the host how its calls have ended. Kernel thread only: not on a task's stack, since
  // what the host does then is to find itself on its own thread.
  private final ArrayDeque<Runnable> endings = new ArrayDeque<>();
  // The calls that have begun and not ended.
  private final Set<Call<?>> open = new LinkedHashSet<>();
  private volatile boolean ended;

  HostCalls(LoopKernel kernel) {
    this.kernel = kernel;
  }

  /** Any thread: runs a body as a task. */
  <T extends @Nullable Object> CompletableFuture<T> spawn(AsyncCallable<T, ?> body) {
    var call = new Call<>(body);
    kernel.tell(call::begin);
    // The kernel listens for the last time after it has said that it ends: one of us two sees it.
    if (ended) {
      call.refuse();
    }
    return call.future;
  }

  /** Kernel thread, between two turns: tells what has ended. */
  void tellEndings() {
    for (Runnable ending = endings.poll(); ending != null; ending = endings.poll()) {
      ending.run();
    }
  }

  /** Kernel thread: from now on calls are refused. Before the kernel listens for the last time. */
  void end() {
    ended = true;
  }

  /** Kernel thread: the kernel has ended, and if it broke, without all of its tasks. */
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
                kernel.tell(() -> cancel(task));
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
      } catch (Cancelled cancelled) {
        throw cancelled;
      } catch (Throwable failure) {
        if (future.isDone()) {
          throw failure; // nobody hears of it by the future: then by the report
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
