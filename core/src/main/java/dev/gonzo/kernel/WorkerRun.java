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
 * <p>It is queued until it has a place and a thread has taken it, and leaves its place when it has
 * ended, or is withdrawn; abandoned, it may give the place up before that.
 *
 * <p>The interrupt of a cancellation reaches the thread while it does this work and never later: a
 * worker that finds INTERRUPTING waits for INTERRUPTED, and takes the flag away.
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
  // Set on the loop's own stack; read by the thread that runs the work, which is started after
  // that.
  private ThreadPlaces.@Nullable Place place;
  // Made beforehand: the task waits for it, whether there is memory when the work ends or not.
  private final WakeQueue.Word ending =
      new WakeQueue.Word() {
        @Override
        void run() {
          end();
        }
      };
  // How the work has ended: written by its thread, and handed over with the word.
  private @Nullable T result;
  private @Nullable Throwable thrown;
  private boolean interrupted;

  WorkerRun(LoopKernel kernel, Workers workers, LoopTask<?> task, RunInThread<T> asked) {
    this.kernel = kernel;
    this.workers = workers;
    this.task = task;
    this.asked = asked;
  }

  /** Asks for a place, if the task stands at its trap. On the loop's own stack. */
  void ask(ThreadPlaces places) {
    if (task.state() == TaskState.SUSPENDED && state.get() == State.QUEUED) {
      // The place may be granted by any thread, and before this call returns.
      place = places.ask(() -> kernel.tell(this::start));
    }
  }

  /** It has a place. On the loop's own stack. */
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
        kernel.tell(ending);
      }
    }
  }

  private void failed(Throwable failure) {
    switch (finish()) {
      case ABANDONED -> abandonedEnded(); // no task waits for it any more
      case INTERRUPTED -> {
        interrupted = true;
        thrown = failure;
        kernel.tell(ending);
      }
      default -> {
        thrown = failure;
        kernel.tell(ending);
      }
    }
  }

  /** Lets the task go on. On the kernel's thread. */
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

  /** What the state was when the work ended; it is DONE from now on, unless it was abandoned. */
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
      if (late != null) {
        late.accept(value);
      }
    } catch (Throwable failure) {
      Workers.warn("what takes the late result of abandoned work has failed", failure);
    } finally {
      abandonedEnded();
    }
  }

  private void abandonedEnded() {
    leavePlace();
    workers.abandonedEnded(this);
  }

  /** Work that has begun goes on as it was asked for. On the kernel's thread. */
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

  /** Where abandoned work stands, for the list at the end. */
  String place() {
    Thread worker = thread;
    StackTraceElement[] stack = worker == null ? new StackTraceElement[0] : worker.getStackTrace();
    return (worker == null ? "a thread" : worker.getName())
        + ", for task "
        + task.name()
        + (stack.length == 0 ? "" : ", at " + stack[0]);
  }
}
