package dev.gonzo;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.trap.CloseWaker;
import dev.gonzo.trap.OpenWaker;
import dev.gonzo.trap.Spawn;
import dev.gonzo.trap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A way into a running kernel for ordinary threads and callbacks: what they hand in runs as a task
 * of that kernel.
 *
 * <pre>{@code
 * run(() -> {
 *   try (var door = entryPoint()) {
 *     runInThread(() -> door.call(() -> { sleep(ofMillis(1)); return "from a thread"; }));
 *   }
 * });
 * }</pre>
 *
 * <p>While one is open, the kernel does not take waiting tasks for deadlocked: somebody may still
 * call. It is closed with its kernel at the latest.
 */
public final class EntryPoint implements AutoCloseable {
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final Waker waker;
  private @Nullable Task<?> server;
  private volatile boolean closed;
  private volatile boolean ended;
  // Kernel thread only: the tasks that were handed in and have not ended.
  private final Set<Task<?>> living = new LinkedHashSet<>();

  /** What a thread has handed in. */
  private interface Call {
    /** On the kernel. */
    void take();

    /** On any thread: it came too late. */
    void refuse();
  }

  private EntryPoint(Waker waker) {
    this.waker = waker;
  }

  static EntryPoint open() {
    var entryPoint = new EntryPoint(Coroutine.trap(new OpenWaker()));
    entryPoint.server = Gonzo.spawnDaemon("entry-point", entryPoint::serve);
    return entryPoint;
  }

  /**
   * Begins what was handed in until now, closes, and shuts down what has begun in two phases, as
   * {@link TaskGroup#cancelWhenIdle} does. In a task of the kernel that opened it. Suspends; a
   * checkpoint. If it is cancelled itself, the second phase begins at once.
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
      boolean _ = Gonzo.ignoreAfter(grace, serving::lookOn);
    } finally {
      List.copyOf(living)
          .forEach(task -> {
            boolean _ = task.requestCancel(reason);
          });
      serving.lookOn();
    }
  }

  private void serve() {
    try {
      // What has begun can be cancelled from outside to its end.
      while (!closed || !living.isEmpty()) {
        Coroutine.trap(new WaitForWaker(waker));
        takeAll();
      }
    } finally {
      closed = true;
      ended = true;
      Coroutine.trap(new CloseWaker(waker));
      for (Call call = calls.poll(); call != null; call = calls.poll()) {
        call.refuse();
      }
    }
  }

  private void takeAll() {
    for (Call call = calls.poll(); call != null; call = calls.poll()) {
      call.take();
    }
  }

  /**
   * Runs a body as a task of the kernel, and waits in the calling thread until it has ended. An
   * interrupt of the thread cancels the task, whose end is awaited; the flag is set again then.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param body what to run
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   * @throws Cancelled if the task was cancelled: by an interrupt, or because its kernel ends
   * @throws KernelEndedException if the kernel has ended, or the entry point was closed
   * @throws IllegalStateException inside a coroutine, and on a kernel's own thread
   */
  public <T extends @Nullable Object, X extends Exception> T call(AsyncCallable<T, X> body)
      throws X {
    return call(null, body);
  }

  /**
   * Equivalent to {@link #call(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body what to run
   * @param <X> what it throws
   * @throws X as the body does
   * @throws Cancelled if the task was cancelled: by an interrupt, or because its kernel ends
   * @throws KernelEndedException if the kernel has ended, or the entry point was closed
   * @throws IllegalStateException inside a coroutine, and on a kernel's own thread
   */
  public <X extends Exception> void call(AsyncRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(null, Gonzo.returningNull(body));
  }

  private <T extends @Nullable Object, X extends Exception> T call(
      @Nullable String name, AsyncCallable<T, X> body) throws X {
    Coroutine.refuseInside("call");
    if (KernelThreads.isOne(Thread.currentThread())) {
      throw new IllegalStateException(
          "call(...) would wait on a kernel's own thread, "
              + Thread.currentThread().getName()
              + ", which has to run what it waits for: submit(...) does not wait");
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
          throw Sneaky.rethrow(Objects.requireNonNull(failure.getCause()));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Runs a body as a task of the kernel, and does not wait. Any thread may call it, a task too.
   *
   * @param body what to run
   * @param <T> what it returns
   * @return completes when the task has ended, on the kernel's thread; cancelling it cancels the
   *     task. It fails with a {@link KernelEndedException} if the kernel has ended, or the entry
   *     point was closed
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(AsyncCallable<T, ?> body) {
    return submit(null, body);
  }

  /**
   * Equivalent to {@link #submit(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body what to run
   * @return completes with null when the task has ended
   */
  public CompletableFuture<@Nullable Void> submit(AsyncRunnable<?> body) {
    return submit(null, body);
  }

  /**
   * Equivalent to {@link #submit(String, AsyncCallable)}, for a body that returns nothing.
   *
   * @param name the task's name in reports; null for a name made from its number
   * @param body what to run
   * @return completes with null when the task has ended
   */
  public CompletableFuture<@Nullable Void> submit(@Nullable String name, AsyncRunnable<?> body) {
    return submit(name, Gonzo.returningNull(body));
  }

  /**
   * Equivalent to {@link #submit(AsyncCallable)}, with a name for the task.
   *
   * @param name the task's name in reports; null for a name made from its number
   * @param body what to run
   * @param <T> what it returns
   * @return completes when the task has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      @Nullable String name, AsyncCallable<T, ?> body) {
    var submission = new Submission<>(name, body);
    hand(submission);
    return submission.future;
  }

  /**
   * Closes it: what was handed in and has not begun is refused; what has begun goes on. Any thread
   * may call it, any number of times. Never suspends.
   */
  @Override
  public void close() {
    closed = true;
    waker.wake();
  }

  private void hand(Call call) {
    calls.add(call);
    waker.wake();
    // Whoever takes it out of the queue decides: the task that serves, or we who came too late.
    if (ended && calls.remove(call)) {
      call.refuse();
    }
  }

  private final class Submission<T extends @Nullable Object> implements Call {
    private final @Nullable String name;
    private final AsyncCallable<T, ?> body;
    private final TaskFuture<T> future = new TaskFuture<>();
    // Kernel thread only; null before it has begun.
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
      try {
        task =
            Coroutine.trap(
                new Spawn<>(
                    Coroutine.unwatched(Gonzo.returningNull(this::work)),
                    name,
                    /* daemon= */ false));
      } catch (RuntimeException refused) {
        future.completeExceptionally(refused);
        return;
      }
      living.add(task);
      var _ =
          future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
              withdraw("its future was cancelled");
            }
          });
    }

    private void work() {
      try {
        future.complete(body.call());
      } catch (Cancelled cancelled) {
        future.completeExceptionally(cancelled);
        throw cancelled;
      } catch (Throwable failure) {
        if (!future.completeExceptionally(failure)) {
          throw Sneaky.rethrow(failure); // nobody hears of it by the future: then by the report
        }
      } finally {
        living.remove(task);
        if (closed && living.isEmpty()) {
          waker.wake();
        }
      }
    }

    /** Cancels the task, from any thread. It is taken after this one: the queue keeps the order. */
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
