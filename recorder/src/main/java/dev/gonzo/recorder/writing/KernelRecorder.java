package dev.gonzo.recorder.writing;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.Arrivals;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.WakeQueue;
import dev.gonzo.recorder.event.Event.Ended;
import dev.gonzo.recorder.event.ProgramCode;
import dev.gonzo.recorder.format.EventWriter;
import dev.gonzo.recorder.format.SegmentWriter;
import dev.gonzo.report.Log;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Records one kernel. Kernel thread, and the stacks of its tasks, except {@link #take}. */
public final class KernelRecorder implements Activation, Arrivals {
  private final LoopKernel kernel;
  private final SegmentWriter files;
  private final EventWriter events;
  private final boolean withPlaces;
  private final Runnable whenEnded;
  // The tasks that were written, if it has begun in the middle; else null.
  private final @Nullable Set<Long> known;
  private final ProgramCode program = new ProgramCode();
  private long living;
  private boolean ended;

  /**
   * Creates a recorder of one kernel.
   *
   * @param kernel the kernel
   * @param files where the events go
   * @param start how it is recorded
   * @param whenEnded called when the kernel has ended
   */
  public KernelRecorder(LoopKernel kernel, SegmentWriter files, Start start, Runnable whenEnded) {
    this.kernel = kernel;
    this.files = files;
    this.events = new EventWriter(files, start.withData());
    this.withPlaces = start.withPlaces();
    this.whenEnded = whenEnded;
    this.known = start.fromMiddle() ? new HashSet<>() : null;
    events.kernel(
        start.kernel(), start.carrier(), start.fromMiddle(), kernel.interventions().creator());
  }

  /**
   * How a kernel is recorded.
   *
   * @param kernel its name
   * @param carrier the name of the carrier
   * @param fromMiddle whether it runs already
   * @param withData whether the bytes that are received are recorded
   * @param withPlaces whether the place in the program of each trap is recorded
   */
  public record Start(
      String kernel, String carrier, boolean fromMiddle, boolean withData, boolean withPlaces) {}

  /** {@return the kernel} */
  public LoopKernel kernel() {
    return kernel;
  }

  /** {@return its number among the recorded kernels, from 1} */
  int number() {
    return files.stream();
  }

  /** Ends the recording before the kernel has ended. */
  public void cut() {
    if (!ended) {
      ended = true;
      files.cut();
    }
  }

  /** A recording without this event would be wrong. */
  private void cut(Throwable broken) {
    cut();
    Log.warn("the recording of a kernel ends here, and the program goes on", broken);
  }

  // ---------------------------------------------------------------- from other threads

  @Override
  public boolean take(Waker waker, Object source, Runnable delivery) {
    kernel.post(new Delivery(waker, delivery));
    return true;
  }

  /** What another thread has passed to the kernel, on its way. */
  private final class Delivery extends WakeQueue.Action {
    private final Waker waker;
    private final Runnable delivery;
    private boolean noted;

    Delivery(Waker waker, Runnable delivery) {
      this.waker = waker;
      this.delivery = delivery;
    }

    @Override
    protected void run() {
      if (!noted) {
        noted = true; // it is run again if there is no memory
        if (!ended) {
          events.arrived(events.waker(waker));
        }
      }
      delivery.run();
    }

    @Override
    protected void dropped() {
      delivery.run(); // to a kernel that has ended: its owner gets it back
    }
  }

  /**
   * A task of the kernel takes a step on a universal object.
   *
   * @param task the task
   * @param object the number of the object
   * @param step how many steps were taken on it before
   */
  void shared(Task<?> task, long object, long step) {
    if (!ended) {
      events.shared(id(task), object, step);
    }
  }

  /** Whether the kernel's own code runs on the stack of the running task, and not the program's. */
  boolean isInTrap() {
    return !program.isRunning() || ended;
  }

  /** Runs something on the stack of the running task whose reads are not the program's. */
  void aside(Runnable work) {
    boolean before = program.isRunning();
    program.setRunning(false);
    try {
      work.run();
    } finally {
      program.setRunning(before);
    }
  }

  /** Calls something, whose reads are not the program's, on the stack of the running task. */
  @Nullable Object calledAside(Callable<@Nullable Object> work) throws Exception {
    boolean before = program.isRunning();
    program.setRunning(false);
    try {
      return work.call();
    } finally {
      program.setRunning(before);
    }
  }

  /**
   * A task of the kernel has read something from the JDK.
   *
   * @param task the task
   * @param what what it has read
   * @param value what it has got
   */
  void read(Task<?> task, String what, @Nullable Object value) {
    if (!ended) {
      events.read(id(task), what, value);
    }
  }

  // ---------------------------------------------------------------- what is observed

  private long id(Task<?> task) {
    if (known != null && known.add(task.id())) {
      writeCreated(task);
    }
    return task.id();
  }

  private void writeCreated(Task<?> task) {
    long parent = task.parent().map(Task::id).orElse(-1L);
    events.created(task.id(), parent, task.name(), task.isDaemon());
  }

  @Override
  public void created(Task<?> task) {
    living++;
    if (ended) {
      return;
    }
    if (known == null || known.add(task.id())) {
      writeCreated(task);
    }
  }

  @Override
  public void running(Task<?> task) {
    program.running(task);
    if (!ended) {
      events.turn(id(task), kernel.turnBegan());
    }
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    program.trapped(task, trap);
    if (ended) {
      return;
    }
    long id = id(task);
    try {
      if (withPlaces) {
        events.place(id, Places.here());
      }
      events.trapped(id, trap);
    } catch (RuntimeException | Error broken) {
      cut(broken);
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    program.answered(task, trap, answer);
    if (!ended) {
      try {
        events.answered(id(task), trap, answer);
      } catch (RuntimeException | Error broken) {
        cut(broken);
      }
    }
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    program.failed(task, trap, failure);
    if (!ended) {
      try {
        events.failed(id(task), trap, failure);
      } catch (RuntimeException | Error broken) {
        cut(broken);
      }
    }
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    if (!ended) {
      events.suspended(id(task));
    }
  }

  @Override
  public void resumed(Task<?> task) {
    if (!ended) {
      events.resumed(id(task));
    }
  }

  @Override
  public void blocked(Task<?> task) {
    program.blocked(task);
    if (!ended) {
      events.blocked(id(task));
    }
  }

  @Override
  public void unblocked(Task<?> task) {
    if (!ended) {
      events.unblocked(id(task));
    }
  }

  @Override
  public void deadlineExpired(Task<?> task, Cancelled deadline) {
    if (!ended) {
      events.deadlineExpired(id(task), deadline);
    }
  }

  @Override
  public void cancellationRequested(Task<?> task, Cancelled cancelled) {
    if (!ended) {
      events.cancellationRequested(id(task), cancelled);
    }
  }

  @Override
  public void cancellationArrived(Task<?> task, Throwable arriving) {
    if (!ended) {
      events.cancellationArrived(id(task));
    }
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    if (!ended) {
      events.stopped(id(task));
    }
  }

  @Override
  public void ended(Task<?> task) {
    living--;
    program.ended(task);
    if (ended) {
      return;
    }
    events.ended(id(task), Ended.how(task));
    if (known != null) {
      known.remove(task.id());
    } else if (living == 0) {
      ended = true;
      events.end();
      whenEnded.run();
    }
  }
}
