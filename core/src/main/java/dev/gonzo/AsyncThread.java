package dev.gonzo;

import dev.gonzo.report.Places;
import dev.gonzo.report.Reports;
import dev.gonzo.trap.CloseWaker;
import dev.gonzo.trap.OpenWaker;
import dev.gonzo.trap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary thread that can call async methods: the kernel executes them on its behalf. For code
 * that blocks in native calls, or computes for long, and needs the kernel now and then.
 *
 * <pre>{@code
 * Task<Report> report = AsyncThread.start("report", () -> {
 *   var table = computeForLong();
 *   AsyncThread.await(() -> socket.sendAll(table.bytes()));
 *   return table.report();
 * });
 * }</pre>
 *
 * <p>Behind each thread stands a task, in which the calls of the thread run one after the other:
 * join it, cancel it, and it has the result. A cancellation arrives in the call that the thread is
 * waiting for, or in its next one, and the thread meets {@link Cancelled} there. A thread that
 * makes none is waited for, and is reported when it takes long. (Behaviour: Curio, "AsyncThread".)
 */
public final class AsyncThread {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Own thread;
  private final Waker waker;
  private volatile @Nullable Call<?> call;
  private volatile boolean ended;

  /** The thread itself, by which {@link #await} finds what serves it. */
  private static final class Own extends Thread {
    private final AsyncThread server;

    Own(String name, AsyncThread server, Runnable body) {
      super(body, name);
      this.server = server;
      setDaemon(true);
    }
  }

  private AsyncThread(String name, Waker waker, Runnable body) {
    this.waker = waker;
    this.thread =
        new Own(
            name,
            this,
            () -> {
              body.run();
              ended = true;
              waker.wake();
            });
  }

  /**
   * Begins a thread.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param name what the thread and its task are called
   * @param body what it does; may block, and may {@link #await}
   * @param <T> what it returns
   * @return the task behind it: join it, or its failure is reported
   */
  @Async
  public static <T extends @Nullable Object> Task<T> start(
      String name, SyncCallable<? extends T, ?> body) {
    return start(name, body, PATIENCE);
  }

  /**
   * Does what {@link #start(String, SyncCallable)} does, for a body that returns nothing.
   *
   * @param name what the thread and its task are called
   * @param body what it does; may block, and may {@link #await}
   * @return the task behind it
   */
  @Async
  public static Task<@Nullable Void> start(String name, SyncRunnable<?> body) {
    return start(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  static <T extends @Nullable Object> Task<T> start(
      String name, SyncCallable<? extends T, ?> body, Duration patience) {
    return Gonzo.spawn(
        name,
        () -> {
          var result = new Call<T>(body::call);
          var server = new AsyncThread(name, Coroutine.trap(new OpenWaker()), result::execute);
          try {
            server.thread.start();
            server.serve(patience);
            return result.outcome();
          } finally {
            Coroutine.trap(new CloseWaker(server.waker));
          }
        });
  }

  /**
   * Has the kernel run an async body, and waits for it. Inside a coroutine the body runs in place.
   * An interrupt of the thread waits until the call has ended.
   *
   * <p>For the threads that {@link #start} has begun, and for tasks.
   *
   * @param body what to run
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   * @throws Cancelled if the task behind the thread was cancelled
   * @throws IllegalStateException in any other thread
   */
  public static <T extends @Nullable Object, X extends Exception> T await(AsyncCallable<T, X> body)
      throws X {
    if (Gonzo.inCoroutine()) {
      return body.call();
    }
    if (!(Thread.currentThread() instanceof Own own)) {
      throw new IllegalStateException(
          "await(...) is for the threads that AsyncThread.start begins, and for tasks; thread "
              + Thread.currentThread().getName()
              + " is neither: call the kernel by an EntryPoint");
    }
    var call = new Call<T>(body);
    own.server.call = call;
    own.server.waker.wake();
    return call.await();
  }

  /**
   * Does what {@link #await(AsyncCallable)} does, for a body that returns nothing.
   *
   * @param body what to run
   * @param <X> what it throws
   * @throws X as the body does
   */
  public static <X extends Exception> void await(AsyncRunnable<X> body) throws X {
    AsyncThread.<@Nullable Void, X>await(() -> {
      body.run();
      return null;
    });
  }

  // ---------------------------------------------------------------- in the task

  private void serve(Duration patience) {
    Cancelled pending = null;
    boolean patient = true;
    while (!ended) {
      try {
        if (pending == null || !patient) {
          awaitWord();
        } else if (!Gonzo.ignoreAfter(patience, this::awaitWord)) {
          patient = false;
          Reports.warn(
              "thread "
                  + thread.getName()
                  + " was cancelled, but neither ends nor calls await, where it would hear of it;"
                  + " it is at",
              Places.snapshot(thread.getStackTrace()));
        }
      } catch (Cancelled cancelled) {
        pending = cancelled;
      }
      Call<?> asked = call;
      if (asked != null) {
        call = null;
        if (pending == null) {
          asked.execute();
        } else {
          asked.fail(pending);
          pending = null;
        }
      }
    }
    if (pending != null) {
      throw pending; // it has ended and never heard of it
    }
  }

  private void awaitWord() {
    Coroutine.trap(new WaitForWaker(waker));
  }

  /** A body that one side runs and the other waits for. */
  private static final class Call<T extends @Nullable Object> {
    private final AsyncCallable<? extends T, ?> body;
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Outcome<T> outcome;

    Call(AsyncCallable<? extends T, ?> body) {
      this.body = body;
    }

    void execute() {
      Outcome<T> end;
      try {
        end = new Outcome.Success<>(body.call());
      } catch (Throwable failure) {
        end = new Outcome.Failure<>(failure);
      }
      finish(end);
    }

    void fail(Throwable failure) {
      finish(new Outcome.Failure<>(failure));
    }

    private void finish(Outcome<T> end) {
      outcome = end;
      LockSupport.unpark(caller);
    }

    T await() {
      boolean interrupted = false;
      while (outcome == null) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return outcome();
    }

    T outcome() {
      Outcome<T> end = outcome;
      if (end instanceof Outcome.Success<T>(var value)) {
        return value;
      }
      throw Sneaky.rethrow(((Outcome.Failure<T>) Objects.requireNonNull(end)).cause());
    }
  }
}
