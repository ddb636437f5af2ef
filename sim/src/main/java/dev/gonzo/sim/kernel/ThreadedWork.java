package dev.gonzo.sim.kernel;

import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.report.Log;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of blocking work, in a virtual thread of the simulation, and the task that waits for
 * it. All of it happens on the simulation's thread.
 *
 * <pre>
 *   QUEUED -> RUNNING -> DONE
 *             RUNNING -> INTERRUPTED -> DONE
 *             RUNNING -> ABANDONED
 *   QUEUED -> WITHDRAWN
 * </pre>
 *
 * @param <T> the type of its result
 */
final class ThreadedWork<T extends @Nullable Object> implements Suspended {
  private enum State {
    QUEUED,
    RUNNING,
    INTERRUPTED,
    DONE,
    ABANDONED,
    WITHDRAWN
  }

  private final LoopKernel kernel;
  private final SimulatedThreads threads;
  private final LoopTask<?> task;
  private final RunInThread<T> asked;
  private final Thread thread;
  private State state = State.QUEUED;
  private ThreadPlaces.@Nullable Place place;

  private ThreadedWork(
      LoopKernel kernel, SimulatedThreads threads, LoopTask<?> task, RunInThread<T> asked) {
    this.kernel = kernel;
    this.threads = threads;
    this.task = task;
    this.asked = asked;
    // A virtual thread that is created in a task runs where the kernel's driver runs it.
    this.thread =
        Thread.ofVirtual()
            .name("work of " + task.name())
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
  }

  /** Begins as soon as there is a place. On the task's own stack. */
  static <T extends @Nullable Object> Suspended begin(
      LoopKernel kernel,
      SimulatedThreads threads,
      LoopTask<?> task,
      RunInThread<T> asked,
      ThreadPlaces places) {
    var work = new ThreadedWork<>(kernel, threads, task, asked);
    threads.begun(work);
    work.place = places.ask(work.thread::start);
    return work;
  }

  private void run() {
    if (state != State.QUEUED) {
      return;
    }
    state = State.RUNNING;
    T result;
    try {
      result = ThreadPlaces.hold(Objects.requireNonNull(place), asked.work());
    } catch (Throwable failure) {
      boolean interrupted = state == State.INTERRUPTED;
      ended(() -> raise(failure, interrupted));
      return;
    }
    if (state == State.ABANDONED) {
      late(result);
    }
    ended(() -> task.resume(result));
  }

  private void ended(Runnable goOn) {
    leave();
    if (state != State.ABANDONED) {
      state = State.DONE;
      kernel.post(goOn);
    }
  }

  private void raise(Throwable failure, boolean interrupted) {
    // Methods that work inside and outside a kernel report an interrupt as a Cancelled.
    if (interrupted && (failure instanceof Cancelled || Cancellation.isInterrupt(failure))) {
      task.raiseCancellation(failure);
    } else {
      task.raise(failure);
    }
  }

  private void late(T result) {
    Consumer<? super T> taker = asked.late();
    try {
      if (taker != null) {
        taker.accept(result);
      }
    } catch (Throwable failure) {
      Log.warn("the handler of the late result of abandoned work has failed", failure);
    }
  }

  @Override
  public boolean undo() {
    if (state == State.QUEUED) {
      state = State.WITHDRAWN;
      leave();
      return true;
    }
    if (state != State.RUNNING) {
      return false;
    }
    return switch (asked.onCancel()) {
      case WAIT -> false;
      case INTERRUPT -> {
        kernel.post(this::interrupt);
        yield false;
      }
      case ABANDON -> {
        abandonWork();
        yield true;
      }
    };
  }

  /** Its host has failed, or ends without it: it never goes on. */
  @Override
  public void abandon() {
    leave();
  }

  /** Leaves its place: it has ended, or will never go on. */
  void leave() {
    threads.ended(this);
    ThreadPlaces.Place mine = place;
    if (mine != null) {
      mine.leave();
    }
  }

  private void interrupt() {
    if (state == State.RUNNING) {
      state = State.INTERRUPTED;
      thread.interrupt();
    }
  }

  private void abandonWork() {
    state = State.ABANDONED;
    ThreadPlaces.Place mine = place;
    if (mine != null) {
      mine.abandon();
    }
  }
}
