package dev.gonzo.recorder.writing;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.RunningKernel.Observation;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Records one kernel. Kernel thread, and the stacks of its tasks, except {@link #take} and {@link
 * #close}. What goes wrong in it ends the recording: the program must not notice, and a recording
 * that lacks an event would be wrong.
 */
public final class KernelRecorder implements Activation, Arrivals {
  /** Writes an event of objects. None is created to call it. */
  private interface Entry<A extends @Nullable Object, B extends @Nullable Object> {
    void write(EventWriter events, long task, A first, B second);
  }

  /** Writes an event of numbers. */
  private interface NumbersEntry {
    void write(EventWriter events, long task, long first, long second);
  }

  private final RunningKernel running;
  private final LoopKernel kernel;
  private final SegmentWriter files;
  private final EventWriter events;
  private final boolean withPlaces;
  private final StepsRecorder all;
  // The tasks that were written, if it has begun in the middle; else null.
  private final @Nullable Set<Long> known;
  private final ProgramCode program = new ProgramCode();
  // What other threads have passed, on its way.
  private final AtomicInteger underway = new AtomicInteger();
  private volatile @Nullable Observation observation;
  private volatile boolean ended;

  /**
   * Creates a recorder of one kernel.
   *
   * @param running the kernel
   * @param files where the events go
   * @param start how it is recorded
   * @param all the kernels that are recorded, which it leaves at its end
   */
  public KernelRecorder(
      RunningKernel running, SegmentWriter files, Start start, StepsRecorder all) {
    this.running = running;
    this.kernel = LoopKernel.of(running);
    this.files = files;
    this.events = new EventWriter(files, start.withData());
    this.withPlaces = start.withPlaces();
    this.all = all;
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

  /** Begins to record, from the next turn on. Any thread may call it. */
  public void observe() {
    Observation own = running.observe(this);
    observation = own;
    if (ended) {
      own.close();
    }
  }

  /** Ends the recording before the kernel has ended. */
  public void cut() {
    if (!ended) {
      leave();
      files.cut();
    }
  }

  /** A recording without this event would be wrong. */
  private void cut(Throwable broken) {
    if (ended) {
      return; // its files were closed meanwhile
    }
    try {
      cut();
    } catch (RuntimeException | Error alsoBroken) {
      broken.addSuppressed(alsoBroken);
    }
    Log.warn("the recording of a kernel ends here, and the program goes on", broken);
  }

  /** Nothing is recorded from now on. */
  private void leave() {
    ended = true;
    all.remove(this);
    Observation own = observation;
    if (own != null) {
      own.close();
    }
  }

  /** Ends the recording, between two turns if the kernel still runs. Any thread may call it. */
  public void close() {
    kernel.post(
        new WakeQueue.Action() {
          @Override
          protected void run() {
            cut();
          }

          @Override
          protected void dropped() {
            cut(); // the kernel was abandoned: nothing else uses the files
          }
        });
  }

  /**
   * Writes an event. On the stack of the program there may be no room or memory for it, and the
   * program must not get an exception of ours.
   */
  private <A extends @Nullable Object, B extends @Nullable Object> void write(
      Task<?> task, Entry<A, B> entry, A first, B second) {
    if (!ended) {
      try {
        entry.write(events, id(task), first, second);
      } catch (Throwable broken) {
        cut(broken);
      }
    }
  }

  private void write(Task<?> task, NumbersEntry entry, long first, long second) {
    if (!ended) {
      try {
        entry.write(events, id(task), first, second);
      } catch (Throwable broken) {
        cut(broken);
      }
    }
  }

  // ---------------------------------------------------------------- from other threads

  @Override
  public boolean take(Waker waker, Object source, Runnable delivery) {
    // At the end of the recording, what arrives at once must not overtake what is underway.
    if (ended && underway.get() == 0) {
      return false;
    }
    underway.incrementAndGet();
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
        arrived(waker);
      }
      delivery.run();
      underway.decrementAndGet();
    }

    @Override
    protected void dropped() {
      delivery.run(); // to a kernel that has ended: its owner gets it back
    }
  }

  private void arrived(Waker waker) {
    if (!ended) {
      try {
        events.arrived(events.waker(waker));
      } catch (Throwable broken) {
        cut(broken);
      }
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
    write(task, EventWriter::shared, object, step);
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
    write(task, EventWriter::read, what, value);
  }

  // ---------------------------------------------------------------- what is observed

  private long id(Task<?> task) {
    if (known != null && known.add(task.id())) {
      writeCreated(events, task);
    }
    return task.id();
  }

  private static void writeCreated(EventWriter events, Task<?> task) {
    long parent = task.parent().map(Task::id).orElse(-1L);
    events.created(task.id(), parent, task.name(), task.isDaemon());
  }

  @Override
  public void created(Task<?> task) {
    if (known == null) {
      write(task, (to, _, created, _) -> writeCreated(to, created), task, null);
    } else {
      write(task, (_, _, _, _) -> {}, 0, 0); // its id is new, and so it is written
    }
  }

  @Override
  public void running(Task<?> task) {
    program.running(task);
    write(task, (to, id, nanos, _) -> to.turn(id, nanos), kernel.turnBegan(), 0);
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    program.trapped(task, trap);
    if (withPlaces) {
      write(task, (to, id, _, _) -> to.place(id, Places.here()), trap, null);
    }
    write(task, (to, id, made, _) -> to.trapped(id, made), trap, null);
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    program.answered(task, trap, answer);
    write(task, EventWriter::answered, trap, answer);
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    program.failed(task, trap, failure);
    write(task, EventWriter::failed, trap, failure);
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    write(task, (to, id, _, _) -> to.suspended(id), 0, 0);
  }

  @Override
  public void resumed(Task<?> task) {
    write(task, (to, id, _, _) -> to.resumed(id), 0, 0);
  }

  @Override
  public void blocked(Task<?> task) {
    program.blocked(task);
    write(task, (to, id, _, _) -> to.blocked(id), 0, 0);
  }

  @Override
  public void unblocked(Task<?> task) {
    write(task, (to, id, _, _) -> to.unblocked(id), 0, 0);
  }

  @Override
  public void deadlineExpired(Task<?> task, Cancelled deadline) {
    write(task, (to, id, expired, _) -> to.deadlineExpired(id, expired), deadline, null);
  }

  @Override
  public void cancellationRequested(Task<?> task, Cancelled cancelled) {
    write(task, (to, id, request, _) -> to.cancellationRequested(id, request), cancelled, null);
  }

  @Override
  public void cancellationArrived(Task<?> task, Throwable arriving) {
    write(task, (to, id, _, _) -> to.cancellationArrived(id), 0, 0);
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    write(task, (to, id, _, _) -> to.stopped(id), 0, 0);
    leaveAtEnd();
  }

  @Override
  public void ended(Task<?> task) {
    program.ended(task);
    write(task, (to, id, last, _) -> to.ended(id, Ended.how(last)), task, null);
    if (running.tasks() == 1) { // it is still counted
      write(task, (to, _, _, _) -> to.end(), 0, 0);
    }
    if (known != null) {
      known.remove(task.id());
    }
    leaveAtEnd();
  }

  /** The kernel has ended, or the limit is reached. */
  private void leaveAtEnd() {
    if (!ended && events.hasEnded()) {
      leave();
    }
  }
}
