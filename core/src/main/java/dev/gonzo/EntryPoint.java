package dev.gonzo;

import dev.gonzo.trap.CloseWaker;
import dev.gonzo.trap.OpenWaker;
import dev.gonzo.trap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.util.Objects;
import java.util.Queue;
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
  private volatile boolean closed;

  /** What a thread has handed in: begun on the kernel, or refused. */
  private interface Call {
    void begin();

    void refuse();
  }

  private EntryPoint(Waker waker) {
    this.waker = waker;
  }

  static EntryPoint open() {
    var entryPoint = new EntryPoint(Coroutine.trap(new OpenWaker()));
    var _ = Gonzo.spawnDaemon("entry-point", entryPoint::serve);
    return entryPoint;
  }

  private void serve() {
    try {
      while (!closed) {
        Coroutine.trap(new WaitForWaker(waker));
        beginAll();
      }
    } finally {
      closed = true;
      Coroutine.trap(new CloseWaker(waker));
      for (Call call = calls.poll(); call != null; call = calls.poll()) {
        call.refuse();
      }
    }
  }

  private void beginAll() {
    for (Call call = calls.poll(); call != null; call = calls.poll()) {
      call.begin();
    }
  }

  /**
   * Runs a body as a task of the kernel, and waits in the calling thread until it has ended. An
   * interrupt of the thread cancels the task; the flag is set again at the end.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param body what to run
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   * @throws KernelEndedException if the kernel has ended, or the entry point was closed
   * @throws IllegalStateException inside a coroutine
   */
  public <T extends @Nullable Object, X extends Exception> T call(AsyncCallable<T, X> body)
      throws X {
    Coroutine.refuseInside("call");
    CompletableFuture<T> future = submit(body);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException wanted) {
          interrupted = true;
          future.cancel(true);
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
    var submission = new Submission<>(body);
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
    if (closed && calls.remove(call)) {
      call.refuse();
    }
  }

  private final class Submission<T extends @Nullable Object> implements Call {
    private final AsyncCallable<T, ?> body;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    Submission(AsyncCallable<T, ?> body) {
      this.body = body;
    }

    @Override
    public void begin() {
      Task<?> task = Gonzo.spawn(this::work);
      var _ =
          future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
              hand(new Withdrawal(task));
            }
          });
    }

    private void work() throws Exception {
      try {
        future.complete(body.call());
      } catch (Cancelled cancelled) {
        future.completeExceptionally(cancelled);
        throw cancelled;
      } catch (Throwable failure) {
        future.completeExceptionally(failure);
      }
    }

    @Override
    public void refuse() {
      future.completeExceptionally(new KernelEndedException());
    }
  }

  private record Withdrawal(Task<?> task) implements Call {
    @Override
    public void begin() {
      boolean _ = task.requestCancel("its future was cancelled");
    }

    @Override
    public void refuse() {}
  }
}
