package dev.gonzo;

import dev.gonzo.inbox.Inbox;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Causes;
import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary thread that can call async methods, which the kernel runs on its behalf. For code
 * that blocks in native calls or computes for a long time, and sometimes needs the kernel.
 *
 * <pre>{@code
 * Task<Report> report = AsyncThread.start("report", () -> {
 *   var table = computeForLong();
 *   AsyncThread.await(() -> socket.writeAll(table.bytes()));
 *   return table.report();
 * });
 * }</pre>
 *
 * <p>Each thread has a task, which runs the thread's calls one after the other and ends with the
 * thread's result. Join or cancel that task. A cancellation is thrown as {@link Cancelled} in the
 * call that the thread is waiting for, or in its next one. If a cancelled thread makes no call, the
 * task waits for it to end, and logs a warning when that takes long. (Behaviour: Curio,
 * "AsyncThread".)
 */
public final class AsyncThread {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Own thread;
  // The calls of the thread, and at last its own body, which has then ended.
  private final Inbox<Call<?>> calls = new Inbox<>(this::refuse);
  // Why the task has ended before the thread, so that no call of the thread can run any more.
  private volatile @Nullable Throwable failed;

  /** The thread itself. {@link #await} finds the serving object through it. */
  private static final class Own extends Thread {
    private final AsyncThread server;

    Own(String name, AsyncThread server, Runnable body) {
      super(body, name);
      this.server = server;
      setDaemon(true);
    }
  }

  private AsyncThread(String name, Call<?> body) {
    // Created in advance: a thread whose end cannot be put would be waited for without end.
    Inbox.Notice<Call<?>> end = calls.notice(body);
    this.thread =
        new Own(
            name,
            this,
            () -> {
              body.execute();
              end.put();
            });
  }

  /**
   * Starts a thread.
   *
   * @param name the name of the thread and of its task
   * @param body the code to run; may block, and may call {@link #await}
   * @param <T> the type of the result
   * @return the thread's task; a failure is logged unless the task is joined
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> Task<T> start(
      String name, @Elsewhere SyncCallable<? extends T, ?> body) {
    return start(name, body, PATIENCE);
  }

  /**
   * Equivalent to {@link #start(String, SyncCallable)}, for a body that returns nothing.
   *
   * @param name the name of the thread and of its task
   * @param body the code to run; may block, and may call {@link #await}
   * @return the thread's task
   */
  @Async(Suspension.NEVER)
  public static Task<@Nullable Void> start(String name, @Elsewhere SyncRunnable<?> body) {
    return start(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  static <T extends @Nullable Object> Task<T> start(
      String name, SyncCallable<? extends T, ?> body, Duration patience) {
    AsyncCallable<T, ?> call =
        () -> {
          @SuppressWarnings("gonzo:sync-only") // the thread runs it
          var result = new Call<T>(body::call);
          var server = new AsyncThread(name, result);
          server.calls.open();
          try {
            server.thread.start();
            server.serveToTheEnd(result, patience);
            try {
              return result.outcome();
            } catch (Cancelled thrown) {
              throw Rethrow.unchecked(Cancellation.asResult(thrown));
            }
          } finally {
            server.calls.shut();
          }
        };
    return Coroutine.trap(new Spawn<T>(Coroutine.unwatched(call), name, false));
  }

  /**
   * Runs an async body on the kernel and waits for its end. Inside a coroutine the body runs in
   * place. An interrupt of the thread takes effect after the call.
   *
   * <p>Only for threads started by {@link #start}, and for tasks.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws Cancelled if the thread's task was cancelled
   * @throws OutOfMemoryError also if the thread's task has failed, because there was no memory for
   *     its own work
   * @throws IllegalStateException in any other thread
   */
  public static <T extends @Nullable Object, X extends Exception> T await(
      @InPlace AsyncCallable<T, X> body) throws X {
    if (Coroutine.isRunning()) {
      return body.call();
    }
    if (!(Thread.currentThread() instanceof Own own)) {
      throw new IllegalStateException(
          "await(...) is only for threads started by AsyncThread.start, and for tasks; thread "
              + Thread.currentThread().getName()
              + " is neither: call the kernel through an EntryPoint");
    }
    var call = new Call<T>(body);
    own.server.calls.put(call);
    return call.await();
  }

  /**
   * Equivalent to {@link #await(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  public static <X extends Exception> void await(@InPlace AsyncRunnable<X> body) throws X {
    AsyncThread.<@Nullable Void, X>await(() -> {
      body.run();
      return null;
    });
  }

  // ---------------------------------------------------------------- in the task

  private void serveToTheEnd(Call<?> body, Duration patience) {
    try {
      serve(body, patience);
    } catch (Throwable failure) {
      failed = failure;
      calls.close();
      throw failure;
    }
  }

  /** Ends a call that comes after the task has failed. On any thread. */
  private void refuse(Call<?> call) {
    call.fail(Objects.requireNonNull(failed));
  }

  private void serve(Call<?> body, Duration patience) {
    // A cancellation, or the notice of a member's failure: the thread's next call throws it.
    Throwable pending = null;
    boolean patient = true;
    Call<?> asked = null;
    while (asked != body) {
      try {
        if (!(pending instanceof Cancelled) || !patient) {
          calls.await();
        } else if (!Deadline.ignoring(patience, calls::await)) {
          patient = false;
          Log.warn(
              "thread "
                  + thread.getName()
                  + " was cancelled, but neither ends nor calls await, which would throw"
                  + " Cancelled; it is at",
              CallSites.snapshot(thread.getStackTrace()));
        }
      } catch (Cancelled | TaskFailedException arrived) {
        pending = prevailing(pending, arrived);
      }
      asked = calls.poll();
      if (asked != null && asked != body) {
        if (pending == null) {
          asked.execute();
        } else {
          asked.fail(pending);
          pending = null;
        }
      }
    }
    if (pending != null) {
      throw Rethrow.unchecked(pending); // the thread ended without making another call
    }
  }

  /** The one of two to throw: a cancellation rather than a notice, and otherwise the later one. */
  private static Throwable prevailing(@Nullable Throwable pending, Throwable arrived) {
    if (pending == null) {
      return arrived;
    }
    boolean stays = pending instanceof Cancelled && !(arrived instanceof Cancelled);
    Throwable thrown = stays ? pending : arrived;
    Throwable other = stays ? arrived : pending;
    if (other instanceof TaskFailedException) {
      boolean _ = Causes.suppress(thrown, other);
    }
    return thrown;
  }

  /** A call: one side runs the body, the other waits for its outcome. */
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
        T value = body.call();
        end = new Outcome.Success<>(value);
      } catch (Throwable failure) {
        // The other side waits for it, whatever happens.
        end = LastResort.outcomeOf(Coroutine.isRunning() ? Cancellation.settled(failure) : failure);
      }
      finish(end);
    }

    void fail(Throwable failure) {
      finish(LastResort.outcomeOf(failure));
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
      return switch (Objects.requireNonNull(outcome, "the call has not ended")) {
        case Outcome.Success<T>(var value) -> value;
        case Outcome.Failure<T>(var cause) -> throw Rethrow.unchecked(cause);
        case Outcome.Cancellation<T>(var cancelled) -> throw cancelled;
      };
    }
  }
}
