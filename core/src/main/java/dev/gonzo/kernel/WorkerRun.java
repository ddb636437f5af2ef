package dev.gonzo.kernel;

import dev.gonzo.Cancellation;
import dev.gonzo.TaskState;
import dev.gonzo.trap.RunInThread;
import dev.gonzo.trap.ThreadPlaces;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a worker thread, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> DONE
 *             RUNNING -> INTERRUPTING -> INTERRUPTED -> DONE
 *             RUNNING -> ABANDONED
 *   QUEUED -> WITHDRAWN
 *   QUEUED -> DONE         no thread could be started
 * </pre>
 *
 * <p>It is QUEUED until it has a place and a thread has taken it. It leaves the place when it has
 * ended or is withdrawn; abandoned work may give up the place before that.
 *
 * <p>The interrupt of a cancellation reaches the thread while it does this work and never later: a
 * worker that finds INTERRUPTING waits for INTERRUPTED, and clears the flag.
 */
final class WorkerRun<T extends @Nullable Object> implements Runnable, Undo {
  private enum State {
    QUEUED,
    RUNNING,
    INTERRUPTING,
    INTERRUPTED,
    DONE,
    ABANDONED,
    WITHDRAWN
  }

  private final LoopKernel kernel;
  private final Workers workers;
  private final LoopTask<?> task;
  private final RunInThread<T> asked;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private volatile @Nullable Thread thread;
  // Set on the loop's own stack before the thread that reads it is started.
  private ThreadPlaces.@Nullable Place place;
  // Created in advance: the task waits for it, even if there is no memory left when the work ends.
  private final WakeQueue.Word ending =
      new WakeQueue.Word() {
        @Override
        void run() {
          end();
        }
      };
  // The result of the work: written by its thread, and read by the queued action after that.
  private @Nullable T result;
  private @Nullable Throwable thrown;
  private boolean interrupted;

  WorkerRun(LoopKernel kernel, Workers workers, LoopTask<?> task, RunInThread<T> asked) {
    this.kernel = kernel;
    this.workers = workers;
    this.task = task;
    this.asked = asked;
  }

  /** Requests a place, if the task is suspended at its trap. On the loop's own stack. */
  void ask(ThreadPlaces places) {
    if (task.state() == TaskState.SUSPENDED && state.get() == State.QUEUED) {
      // Any thread may grant the place, and even before this call returns.
      place = places.ask(() -> kernel.tell(this::start));
    }
  }

  /** Passes the work to a thread, once it has a place. On the loop's own stack. */
  private void start() {
    if (state.get() != State.QUEUED) {
      return; // withdrawn meanwhile
    }
    try {
      workers.execute(this);
    } catch (Throwable noThread) {
      if (state.compareAndSet(State.QUEUED, State.DONE)) {
        leavePlace();
        task.raise(noThread);
      }
    }
  }

  private void leavePlace() {
    ThreadPlaces.Place mine = place;
    if (mine != null) {
      mine.leave();
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    WorkerThreads.hold(place);
    T value;
    try {
      value = asked.work().call();
    } catch (Throwable failure) {
      failed(failure);
      return;
    } finally {
      WorkerThreads.hold(null);
    }
    succeeded(value);
  }

  private void succeeded(T value) {
    switch (finish()) {
      case ABANDONED -> handLate(value);
      default -> {
        result = value;
        tellEnding();
      }
    }
  }

  private void failed(Throwable failure) {
    switch (finish()) {
      case ABANDONED -> abandonedEnded(); // no task waits for it any more
      case INTERRUPTED -> {
        interrupted = true;
        thrown = failure;
        tellEnding();
      }
      default -> {
        thrown = failure;
        tellEnding();
      }
    }
  }

  private void tellEnding() {
    kernel.tell(ending);
    if (kernel.isAbandoned()) {
      leavePlace(); // it may be too late to do it there
    }
  }

  /** Resumes the task. On the kernel's thread. */
  private void end() {
    leavePlace();
    Throwable failure = thrown;
    if (failure == null) {
      task.resume(result);
    } else if (interrupted && Cancellation.isInterrupt(failure)) {
      task.raiseCancellation(failure);
    } else {
      task.raise(failure);
    }
  }

  /** Sets the state to DONE, unless the work was abandoned, and returns the former state. */
  private State finish() {
    State before = state.compareAndExchange(State.RUNNING, State.DONE);
    if (before == State.INTERRUPTING || before == State.INTERRUPTED) {
      while (state.get() == State.INTERRUPTING) {
        Thread.onSpinWait();
      }
      boolean _ = Thread.interrupted();
      state.set(State.DONE);
      return State.INTERRUPTED;
    }
    return before;
  }

  private void handLate(T value) {
    Consumer<? super T> late = asked.late();
    try {
      if (late != null && !kernel.isAbandoned()) {
        late.accept(value);
      }
    } catch (Throwable failure) {
      Workers.warn("the handler of the late result of abandoned work has failed", failure);
    } finally {
      abandonedEnded();
    }
  }

  private void abandonedEnded() {
    leavePlace();
    workers.abandonedEnded(this);
  }

  /**
   * Withdraws work that has not begun; what happens to other work depends on its {@link
   * dev.gonzo.OnCancel}. On the kernel's thread.
   */
  @Override
  public boolean undo() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      leavePlace();
      return true;
    }
    return switch (asked.onCancel()) {
      case WAIT -> false;
      case INTERRUPT -> {
        kernel.tell(this::interrupt);
        yield false;
      }
      case ABANDON -> {
        workers.abandoned(this);
        boolean left = state.compareAndSet(State.RUNNING, State.ABANDONED);
        if (left) {
          abandonPlace();
        } else {
          workers.abandonedEnded(this); // it has ended just now: its result is the answer
        }
        yield left;
      }
    };
  }

  /**
   * Withdraws work that has not begun, and leaves other work to its thread: no task waits for it,
   * and its result is dropped. On the kernel's thread.
   */
  @Override
  public void abandon() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      leavePlace();
    } else {
      workers.abandoned(this);
      if (state.compareAndSet(State.RUNNING, State.ABANDONED)) {
        abandonPlace();
      } else {
        workers.abandonedEnded(this);
      }
    }
  }

  private void abandonPlace() {
    ThreadPlaces.Place mine = place;
    if (mine != null) {
      mine.abandon();
    }
  }

  private void interrupt() {
    Thread worker = thread;
    if (worker != null && state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
      worker.interrupt();
      state.set(State.INTERRUPTED);
    }
  }

  /** The place in the code where abandoned work is, for the list at the end. */
  String place() {
    Thread worker = thread;
    StackTraceElement[] stack = worker == null ? new StackTraceElement[0] : worker.getStackTrace();
    return (worker == null ? "a thread" : worker.getName())
        + ", for task "
        + task.name()
        + (stack.length == 0 ? "" : ", at " + stack[0]);
  }
}
