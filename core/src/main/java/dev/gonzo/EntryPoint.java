package dev.gonzo;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A way into a running kernel for ordinary threads and callbacks: a body passed to it runs as a
 * task of that kernel.
 *
 * <pre>{@code
 * run(() -> {
 *   try (var door = EntryPoint.open()) {
 *     runInThread(() -> door.call(() -> { sleep(ofMillis(1)); return "from a thread"; }));
 *   }
 * });
 * }</pre>
 *
 * <p>While an entry point is open, the kernel reports no deadlock, because a call may still come.
 * It is closed with its kernel at the latest.
 */
public final class EntryPoint implements AutoCloseable {
  private final Inbox<Call> calls = new Inbox<>(Call::refuse);
  // Created in advance, so that it can always be closed.
  private final Inbox.Notice<Call> perhapsOver = calls.notice(new CheckForEnd());
  private @Nullable Task<?> server;
  private volatile boolean closed;
  // Kernel thread only: the tasks that were submitted and have not ended.
  private final Set<Task<?>> living = new LinkedHashSet<>();

  /** A request from another thread. */
  private interface Call {
    /** Runs it. On the kernel's thread. */
    void take();

    /** Refuses it, because it came too late. On any thread. */
    void refuse();
  }

  private EntryPoint() {}

  /**
   * Opens a way into this kernel for ordinary threads and callbacks; it is closed with the kernel
   * at the latest.
   *
   * @return the entry point; close it when it is no longer needed
   */
  @Async(Suspension.NEVER)
  public static EntryPoint open() {
    var entryPoint = new EntryPoint();
    entryPoint.calls.open();
    try {
      entryPoint.server = entryPoint.spawnServer();
      return entryPoint;
    } catch (Throwable refused) {
      entryPoint.calls.shut();
      throw refused;
    }
  }

  /**
   * Starts everything submitted so far, closes, and shuts down the running tasks in two phases,
   * like {@link TaskGroup#cancelWhenIdle}. Called in a task of the kernel that opened it. Suspends;
   * a checkpoint. If the calling task is cancelled, the second phase begins at once.
   */
  void drain(Duration grace, String reason) {
    takeAll();
    close();
    Task<?> serving = Objects.requireNonNull(server);
    try {
      List.copyOf(living)
          .forEach(task -> {
            boolean _ = task.requestCancelWhenIdle(reason);
          });
      boolean _ = Deadline.ignoring(grace, serving::lookOn);
    } finally {
      List.copyOf(living)
          .forEach(task -> {
            boolean _ = task.requestCancel(reason);
          });
      serving.lookOn();
    }
  }

  private Task<?> spawnServer() {
    return Coroutine.trap(
        new Spawn<>(
            Coroutine.unwatched(Coroutine.returningNull(this::serve), _ -> end()),
            "entry-point",
            /* daemon= */ true));
  }

  private void serve() {
    // Keep serving until the last task ends, so that it can still be cancelled from outside.
    while (!closed || !living.isEmpty()) {
      calls.await();
      takeAll();
    }
  }

  /** Runs at the end of the serving task, even if that task could not start. */
  private void end() {
    closed = true;
    try {
      calls.shut();
    } finally {
      calls.close();
    }
  }

  private void takeAll() {
    for (Call call = calls.poll(); call != null; call = calls.poll()) {
      call.take();
    }
  }

  /**
   * Runs a body as a task of the kernel, and blocks the calling thread until it has ended. An
   * interrupt of the thread cancels the task; its end is still awaited, and then the interrupt flag
   * is set again.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws Cancelled if the task was cancelled, by an interrupt or because its kernel ends
   * @throws KernelEndedException if the kernel has ended, or the entry point was closed
   * @throws IllegalStateException inside a coroutine, and on a kernel's own thread
   */
  public <T extends @Nullable Object, X extends Exception> T call(
      @Elsewhere AsyncCallable<T, X> body) throws X {
    return call(null, body);
  }

  /**
   * Equivalent to {@link #call(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   * @throws Cancelled if the task was cancelled, by an interrupt or because its kernel ends
   * @throws KernelEndedException if the kernel has ended, or the entry point was closed
   * @throws IllegalStateException inside a coroutine, and on a kernel's own thread
   */
  public <X extends Exception> void call(@Elsewhere AsyncRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(null, Coroutine.returningNull(body));
  }

  private <T extends @Nullable Object, X extends Exception> T call(
      @Nullable String name, AsyncCallable<T, X> body) throws X {
    Coroutine.requireOutside("call");
    if (KernelThreads.isOne(Thread.currentThread())) {
      throw new IllegalStateException(
          "call(...) would block a kernel's own thread, "
              + Thread.currentThread().getName()
              + ", which has to run the call: use submit(...), which does not wait");
    }
    var submission = new Submission<>(name, body);
    hand(submission);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return submission.future.get();
        } catch (InterruptedException wanted) {
          interrupted = true;
          submission.withdraw("the thread that waits for it was interrupted");
        } catch (ExecutionException failure) {
          throw Rethrow.unchecked(Objects.requireNonNull(failure.getCause()));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Runs a body as a task of the kernel, and does not wait. Any thread and any task may call this.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @return a future that completes on the kernel's thread when the task has ended; cancelling it
   *     cancels the task. It fails with {@link KernelEndedException} if the kernel has ended, or
   *     the entry point was closed
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      @Elsewhere AsyncCallable<T, ?> body) {
    return submit(null, body);
  }

  /**
   * Equivalent to {@link #submit(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @return a future that completes with null when the task has ended
   */
  public CompletableFuture<@Nullable Void> submit(@Elsewhere AsyncRunnable<?> body) {
    return submit(null, body);
  }

  /**
   * Equivalent to {@link #submit(String, AsyncCallable)}, for a body that returns nothing.
   *
   * @param name the task's name in reports; null for a name made from its number
   * @param body the code to run
   * @return a future that completes with null when the task has ended
   */
  public CompletableFuture<@Nullable Void> submit(
      @Nullable String name, @Elsewhere AsyncRunnable<?> body) {
    return submit(name, Coroutine.returningNull(body));
  }

  /**
   * Equivalent to {@link #submit(AsyncCallable)}, with a name for the task.
   *
   * @param name the task's name in reports; null for a name made from its number
   * @param body the code to run
   * @param <T> the type of the result
   * @return a future that completes when the task has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      @Nullable String name, @Elsewhere AsyncCallable<T, ?> body) {
    var submission = new Submission<>(name, body);
    hand(submission);
    return submission.future;
  }

  /**
   * Closes the entry point. Submitted bodies that have not started are refused; running tasks
   * continue. Any thread may call this, any number of times. Never suspends.
   */
  @Override
  public void close() {
    StackReserve.requireForWakeUp();
    closed = true;
    perhapsOver.put();
  }

  /** Passes a call to the serving task. Only those of the same thread keep their order. */
  private void hand(Call call) {
    calls.putFrom(Thread.currentThread(), call);
  }

  /** Makes the serving task check whether it has to end. */
  private record CheckForEnd() implements Call {
    @Override
    public void take() {}

    @Override
    public void refuse() {}
  }

  private final class Submission<T extends @Nullable Object> implements Call {
    private final @Nullable String name;
    private final AsyncCallable<T, ?> body;
    private final TaskFuture<T> future = new TaskFuture<>();
    // Kernel thread only; null until it has started.
    private @Nullable Task<?> task;

    Submission(@Nullable String name, AsyncCallable<T, ?> body) {
      this.name = name;
      this.body = body;
    }

    @Override
    public void take() {
      if (closed) {
        refuse();
        return;
      }
      // Any failure here belongs to this call only; the entry point stays open for the others.
      try {
        Task<?> spawned =
            Coroutine.trap(
                new Spawn<>(
                    Coroutine.unwatched(Coroutine.returningNull(this::work), this::ended),
                    name,
                    /* daemon= */ false));
        task = spawned;
        living.add(spawned);
        var _ =
            future.whenComplete((_, _) -> {
              if (future.isCancelled()) {
                withdraw("its future was cancelled");
              }
            });
      } catch (Throwable refused) {
        future.completeExceptionally(refused);
      }
    }

    private void work() {
      try {
        future.complete(body.call());
      } catch (Throwable thrown) {
        Throwable failure = Cancellation.settled(thrown);
        if (failure instanceof Cancelled cancelled) {
          throw cancelled;
        }
        if (!future.completeExceptionally(failure)) {
          // The future was cancelled, so the failure is logged as the task's.
          throw Rethrow.unchecked(failure);
        }
      }
    }

    /** Runs at the end of the task, even if the task could not start. */
    private void ended(Outcome<?> outcome) {
      try {
        complete(outcome);
      } finally {
        living.remove(task);
        if (closed && living.isEmpty()) {
          perhapsOver.put();
        }
      }
    }

    private void complete(Outcome<?> outcome) {
      switch (outcome) {
        case Outcome.Success<?> _ -> {}
        case Outcome.Cancellation<?>(var cancelled) -> future.completeExceptionally(cancelled);
        case Outcome.Failure<?>(var cause) -> {
          if (future.completeExceptionally(cause) && task != null) {
            task.answersToAnother();
          }
        }
      }
    }

    /**
     * Cancels the task, on the thread that has submitted it, or on any one once the task runs: so
     * this comes after the submission.
     */
    void withdraw(String reason) {
      hand(new Withdrawal(this, reason));
    }

    @Override
    public void refuse() {
      future.completeExceptionally(new KernelEndedException());
    }
  }

  private record Withdrawal(Submission<?> submission, String reason) implements Call {
    @Override
    public void take() {
      if (submission.task != null) {
        boolean _ = submission.task.requestCancel(reason);
      }
    }

    @Override
    public void refuse() {}
  }
}
