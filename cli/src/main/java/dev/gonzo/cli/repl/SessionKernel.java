package dev.gonzo.cli.repl;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.EntryPoint;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.trap.SchedulingTrap.Join;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel that lives as long as a session. The threads of the session enter it through an entry
 * point, so that the line editor, which blocks, never runs on it.
 */
final class SessionKernel {
  /** How long tasks may clean up at the end of the session. */
  static final Duration GRACE = Duration.ofSeconds(3);

  /** How long the kernel itself may take to end after its tasks. */
  private static final long END_MILLIS = 2_000;

  private final SessionTasks tasks;
  private final OpenHandles handles = new OpenHandles();
  private final CompletableFuture<EntryPoint> entrance = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> endWanted = new CompletableFuture<>();
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final Thread thread;

  private SessionKernel(Kernel kernel, SessionTasks tasks) {
    this.tasks = tasks;
    var observed = kernel.leavingSignals().observedBy(tasks).observedBy(handles);
    this.thread = Thread.ofPlatform().daemon().name("gonzo-repl").unstarted(() -> run(observed));
  }

  /**
   * Starts a kernel. Does not wait for it.
   *
   * @param name its name; empty for the best that works here
   * @param tasks records its tasks
   * @throws IllegalArgumentException if there is no kernel of that name
   * @throws UnsupportedOperationException if it does not work here, or cannot be observed
   */
  static SessionKernel start(Optional<String> name, SessionTasks tasks) {
    var started = new SessionKernel(name.map(Kernels::of).orElseGet(Kernels::of), tasks);
    started.thread.start();
    return started;
  }

  private void run(Kernel kernel) {
    try {
      Gonzo.run(kernel, this::main);
    } catch (Throwable failure) {
      entrance.completeExceptionally(failure);
      ending.completeExceptionally(failure);
    }
  }

  private void main() throws Exception {
    try (var entry = EntryPoint.open()) {
      tasks.beginList(); // without this one, and the one that serves the entry point
      entrance.complete(entry);
      Gonzo.await(endWanted);
      ending.complete(Gonzo.withoutCancellation(this::end));
    }
  }

  SessionTasks tasks() {
    return tasks;
  }

  OpenHandles handles() {
    return handles;
  }

  /** {@return the kernel, for its numbers; empty before its first turn and after its end} */
  Optional<RunningKernel> running() {
    return tasks
        .kernelThread()
        .flatMap(stepping ->
            Kernels.running().stream()
                .filter(kernel -> kernel.threads().contains(stepping))
                .findFirst());
  }

  /**
   * Runs a body as a task, and does not wait. Any thread may call it.
   *
   * @param name the name of the task
   * @param body the code to run
   * @param <T> the type of the result
   * @return its result, or its failure
   * @throws IllegalStateException if the kernel has not started; the message says why
   */
  <T extends @Nullable Object> CompletableFuture<T> submit(
      String name, AsyncCallable<T, Exception> body) {
    return entry().submit(name, body);
  }

  /**
   * Runs a body of the session itself as a task, which is not listed.
   *
   * @param name the name of the task, as the requester of cancellations
   * @param body the code to run
   * @param <T> the type of the result
   * @return its result, or its failure
   */
  <T extends @Nullable Object> CompletableFuture<T> submitHidden(
      String name, AsyncCallable<T, Exception> body) {
    return submit(
        name,
        () -> {
          tasks.hide(Task.current());
          return body.call();
        });
  }

  private EntryPoint entry() {
    try {
      return entrance.get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      throw new IllegalStateException("the kernel could not start: " + cause, cause);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the kernel started", interrupt);
    }
  }

  /**
   * Ends the session: cancels its tasks, waits for their clean-up, closes what is open, and then
   * ends the kernel, by force if a task does not let go of it. Called once, on a thread outside.
   *
   * @param stops stops tasks that compute without a checkpoint
   * @return what was ended
   */
  Ending close(StopChecks stops) {
    endWanted.complete(null);
    Ending result = await(GRACE.toMillis() + END_MILLIS / 2, stops);
    boolean ended = result.leftBehind().isEmpty() && hasEnded();
    if (!ended) {
      running().ifPresent(kernel -> kernel.abandon("the session has ended"));
      boolean _ = hasEnded();
    }
    return result;
  }

  private Ending await(long millis, StopChecks stops) {
    // A task that keeps the kernel busy would keep the main task from its work too.
    tasks.list().forEach(stops::yieldIn);
    try {
      return ending.get(millis, MILLISECONDS);
    } catch (TimeoutException busy) {
      return new Ending(List.of(), List.of(), tasks.list().stream().map(TaskLine::of).toList());
    } catch (ExecutionException failure) {
      return new Ending(List.of(), List.of(), List.of("the kernel, with " + failure.getCause()));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return new Ending(List.of(), List.of(), List.of("the wait for the tasks was interrupted"));
    }
  }

  private boolean hasEnded() {
    try {
      return thread.join(Duration.ofMillis(END_MILLIS));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** In the main task. */
  private Ending end() {
    List<Task<?>> left = tasks.list();
    left.forEach(task -> {
      boolean _ = task.requestCancel("the session ends");
    });
    // A join of the kernel, which does not count as one of the program: failures are logged.
    boolean _ =
        Gonzo.ignoreAfter(GRACE, () -> left.forEach(task -> Coroutine.trap(new Join<>(task))));
    var cancelled = new ArrayList<String>();
    var leftBehind = new ArrayList<String>();
    for (Task<?> task : left) {
      if (task.outcome().isEmpty()) {
        leftBehind.add(TaskLine.of(task));
      } else if (!task.isDaemon()) {
        cancelled.add(task.name());
      }
    }
    return new Ending(cancelled, handles.closeAll(), leftBehind);
  }
}
