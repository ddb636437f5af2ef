package dev.gonzo.kernel.loop;

import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.KernelMember;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.TrapHandler;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.kernel.loop.watch.WatchedTask;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.Trap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task of the loop kernel: suspends at its traps, and is resumed.
 *
 * <p>For drivers: {@link #suspend} on the task's own stack, {@link #resume} from the loop.
 *
 * @param <T> the type of its result
 */
public final class LoopTask<T extends @Nullable Object> extends TrackedTask<T>
    implements TrapHandler, KernelMember, WatchedTask {
  private final LoopKernel kernel;
  private @Nullable Undo undo;
  // An answer; if throwing, a throwable, which the due cancellation suppresses if cancelledHere.
  private @Nullable Object answer;
  private boolean throwing;
  // The JVM could not run it, or resume it: the answer is the reason, and the task is given up.
  private boolean lost;
  private boolean cancelledHere;

  LoopTask(
      LoopKernel kernel,
      long id,
      @Nullable String name,
      boolean daemon,
      @Nullable Task<?> parent,
      Coroutine<T> coroutine) {
    super(id, name, daemon, parent, coroutine);
    this.kernel = kernel;
    attach(this);
  }

  /** {@return its kernel} */
  public LoopKernel kernel() {
    return kernel;
  }

  @Override
  public boolean isOfSameKernel(Task<?> other) {
    return other instanceof LoopTask<?> task && task.kernel == kernel;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the kernel's answer has the type R of the trap
  public <R extends @Nullable Object> R answer(Trap<R> trap) throws Exception {
    // The trap changes several fields in steps, so there must be enough stack for all of them.
    boolean isCheckpoint = trap.isCheckpoint();
    if (isCheckpoint) {
      StackReserve.requireForTrap();
    } else {
      StackReserve.requireForPlainTrap();
    }
    Observers observers = kernel.observers();
    if (observers != null) {
      return (R) answerObserved(trap, isCheckpoint, observers);
    }
    Object answer = kernel.answer(this, trap, isCheckpoint);
    // The task waits here and not inside the kernel, whose frames would otherwise be kept on the
    // stack of each of a million waiting tasks.
    while (answer instanceof Suspended wait) {
      answer = wait.ended(this, suspend(trap, wait));
    }
    return (R) answer;
  }

  /**
   * Waits if that is what a trap was answered with. On the task's own stack.
   *
   * @param trap the trap
   * @param answer its answer, or a {@link Suspended}
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  public @Nullable Object await(Trap<?> trap, @Nullable Object answer) throws Exception {
    Object got = answer;
    while (got instanceof Suspended wait) {
      got = wait.ended(this, suspend(trap, wait));
    }
    return got;
  }

  private @Nullable Object answerObserved(Trap<?> trap, boolean isCheckpoint, Observers observers)
      throws Exception {
    long begun = observers.trapped(this, trap);
    Object answer;
    try {
      answer = await(trap, kernel.answer(this, trap, isCheckpoint));
    } catch (Throwable thrown) {
      observers.failed(this, trap, thrown, begun);
      throw thrown;
    }
    observers.answered(this, trap, answer, begun);
    return answer;
  }

  @Override
  public void unblocked() {
    kernel.post(this::continueAfterBlock);
  }

  private void continueAfterBlock() {
    if (state() == TaskState.BLOCKED) {
      becomeReady();
      Observers observers = kernel.observers();
      if (observers != null) {
        observers.unblocked(this);
      }
    }
  }

  @Override
  public void foreignThreadStarted(Thread thread) {
    kernel.foreignThreads().started(this, thread);
  }

  @Override
  public boolean takeForeignThread(Thread thread, Runnable run) {
    return kernel.foreignThreads().take(this, thread, run);
  }

  @Override
  public void foreignThreadEnded(Thread thread) {
    kernel.foreignThreads().ended(this, thread);
  }

  @Override
  protected void cancellationRequested(Cancelled cancelled) {
    Observers observers = kernel.observers();
    if (observers != null) {
      observers.cancellationRequested(this, cancelled);
    }
  }

  @Override
  protected void cancellationArrives(Throwable arriving) {
    Observers observers = kernel.observers();
    if (observers != null) {
      observers.cancellationArrived(this, arriving);
    }
  }

  /**
   * Suspends the task until it is resumed. On the task's own stack.
   *
   * @param trap the trap at which it waits
   * @param undo ends the wait when the task is cancelled; called at most once
   * @return the answer that it is resumed with
   * @throws Exception the exception to throw in the task instead
   * @throws CannotSuspendException if the JVM cannot suspend it here; then the wait was undone
   */
  public @Nullable Object suspend(Trap<?> trap, Undo undo) throws Exception {
    if (mayArrive() && undo.undo()) {
      checkpoint(); // a cancellation came while the task was ready, between two waits of one trap
    }
    this.undo = undo;
    become(TaskState.SUSPENDED);
    waitAt(trap);
    kernel.tasks().suspended(this, trap);
    boolean went;
    try {
      went = CoroutineDriver.suspend(coroutine());
    } catch (Throwable refused) {
      // The JVM may have no room to save the frames of a deep recursion.
      leaveWait();
      throw refused;
    }
    if (!went) {
      leaveWait();
      throw new CannotSuspendException(trap.getClass().getSimpleName());
    }
    return resumed();
  }

  private @Nullable Object resumed() throws Exception {
    Object given = answer;
    answer = null;
    if (throwing || cancelledHere) {
      Throwable throwable = throwing ? (Throwable) given : null;
      throwing = false;
      if (cancelledHere) {
        cancelledHere = false;
        arrive(throwable);
      }
      if (throwable == null) {
        throw new AssertionError("a wait was undone without a cancellation to throw");
      }
      throw Rethrow.unchecked(throwable);
    }
    return given;
  }

  /** Undoes the wait of a task that could not be suspended. */
  private void leaveWait() {
    waitAt(null);
    become(TaskState.RUNNING);
    kernel.tasks().resumed(this);
    Undo way = undo;
    undo = null;
    if (way != null) {
      way.undo();
    }
  }

  /**
   * Runs work on the loop's own stack, in the thread that steps the kernel, while this task is
   * suspended and no other has a turn. For devices that check which thread calls them. Called on
   * the task's own stack.
   *
   * @param work the work; must not block
   * @param <R> the type of its result
   * @return its result
   * @throws Exception the exception that it throws
   * @throws CannotSuspendException if the JVM cannot suspend the task here; then the work was not
   *     run
   */
  public <R extends @Nullable Object> R onLoop(Callable<R> work) throws Exception {
    var call = new LoopCall<R>(work);
    answer = call;
    boolean went = false;
    try {
      went = CoroutineDriver.suspend(coroutine());
    } finally {
      if (!went) {
        answer = null;
      }
    }
    if (!went) {
      throw new CannotSuspendException("work on the loop's own stack");
    }
    return call.answer();
  }

  /**
   * Suspends the task until the tasks that are ready have had their turn. On the task's own stack.
   */
  void yieldTurn(Trap<?> trap) {
    if (!tryYieldTurn()) {
      throw new CannotSuspendException(trap.getClass().getSimpleName());
    }
  }

  /** {@return true after the others' turn; false if the JVM cannot suspend the task here} */
  public boolean tryYieldTurn() {
    becomeReady();
    boolean went = false;
    try {
      went = CoroutineDriver.suspend(coroutine());
    } finally {
      if (!went) {
        kernel.noLongerReady(this);
        become(TaskState.RUNNING);
      }
    }
    return went;
  }

  /**
   * Makes the suspended task ready to go on with an answer.
   *
   * @param value the answer to its trap
   */
  public void resume(@Nullable Object value) {
    if (isAtTrap()) {
      answer = value;
      resume();
    }
  }

  /**
   * Whether it waits at a trap. An action that runs after the task could not be suspended finds
   * that it does not.
   */
  private boolean isAtTrap() {
    return state() == TaskState.SUSPENDED;
  }

  /**
   * Makes the suspended task ready to throw at its trap.
   *
   * @param throwable the throwable
   */
  public void raise(Throwable throwable) {
    if (isAtTrap()) {
      answer = throwable;
      throwing = true;
      resume();
    }
  }

  /**
   * Throws the due cancellation at the trap: it has ended an operation that could not be undone.
   * The cause becomes a suppressed exception of it.
   *
   * @param cause what the operation has thrown
   */
  public void raiseCancellation(Throwable cause) {
    if (isAtTrap()) {
      // Not thrown here but where the task goes on, so that the stack trace shows that place.
      cancelledHere = true;
      raise(cause);
    }
  }

  private void resume() {
    undo = null;
    kernel.tasks().resumed(this);
    waitAt(null);
    becomeReady();
  }

  /** False while an activation is called: it may only observe, and not use a queue. */
  @Override
  public boolean isInside() {
    Observers observers = kernel.observers();
    return observers == null || !observers.isCalling();
  }

  void becomeReady() {
    become(TaskState.READY);
    kernel.ready(this);
  }

  /**
   * Requests its cancellation, and delivers it at once if the task is suspended.
   *
   * @param cancelled the cancellation
   * @return false if it has ended, or an equal request is due
   */
  public boolean requestCancel(Cancelled cancelled) {
    if (state() == TaskState.ENDED) {
      return false;
    }
    boolean added = cancellation().request(cancelled);
    // Even if it was pending already: there may have been no memory to deliver it when it was
    // added.
    deliver();
    return added;
  }

  /** Requests its cancellation once more, at the end of the run. */
  void cancelAgain(Cancelled cancelled) {
    boolean _ = requestCancel(cancelled);
    // If it is still suspended, it waits for something that cannot be undone, and swallows nothing.
    boolean counts = mayArrive() && state() != TaskState.SUSPENDED;
    timesCancelledAgain = counts ? timesCancelledAgain + 1 : 0;
  }

  private void deliver() {
    if (!mayArrive()) {
      return;
    }
    if (state() == TaskState.SUSPENDED) {
      Undo way = undo;
      undo = null;
      if (way != null && way.undo()) {
        // It is thrown at the task's next turn, since an outer one may come before that, and wins.
        cancelledHere = true;
        resume();
      }
    } else if (state() == TaskState.BLOCKED) {
      // Interrupted from the loop's own stack: interrupting may block on a lock, which the running
      // task must not do inside the kernel.
      kernel.post(this::interruptBlock);
    }
  }

  private void interruptBlock() {
    if (state() == TaskState.BLOCKED && mayArrive()) {
      cancellation().noteInterrupt();
      CoroutineDriver.thread(coroutine()).interrupt();
    }
  }

  @Override
  public Thread thread() {
    return CoroutineDriver.thread(coroutine());
  }

  /**
   * Takes the task out of its wait, if there is one, and leaves it suspended for ever. Between two
   * turns.
   */
  void abandonWait() {
    Undo way = undo;
    undo = null;
    if (way != null) {
      way.abandon();
    }
  }

  @Override
  public boolean waits() {
    return switch (CoroutineDriver.thread(coroutine()).getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /** Whether a cancellation would be delivered at once. */
  boolean couldArrive(Cancelled cancelled) {
    return cancellation().couldArrive(cancelled);
  }

  /**
   * Interrupts the foreign block that keeps the kernel, if a cancellation is due. Called on another
   * thread, while the task is in the block.
   *
   * @param blocked the thread that is blocked
   * @param requests the due cancellations that the kernel could not request
   */
  public void interruptBlock(Thread blocked, List<Cancelled> requests) {
    if (!requests.isEmpty() || mayArrive()) {
      cancellation().noteInterrupt(requests);
      blocked.interrupt();
    }
  }

  /** Throws a cancellation that is due. On the task's own stack, on entry to a checkpoint. */
  void checkpoint() {
    arrive(null);
  }

  private boolean mayArrive() {
    return hasCancellation() && cancellation().mayArrive();
  }

  private void arrive(@Nullable Throwable cause) {
    if (!hasCancellation()) {
      return;
    }
    cancellation().clearInterrupt();
    Throwable arriving = cancellation().arrive();
    if (arriving != null) {
      if (cause != null) {
        arriving.addSuppressed(cause);
      }
      throw Rethrow.unchecked(arriving);
    }
  }

  /** {@return whether another task has a turn after this one} On the task's own stack. */
  public boolean isAnotherReady() {
    return kernel.isAnyReady();
  }

  /** Runs the task until it stops. On the loop's own stack. */
  CoroutineDriver.Stop step() {
    become(TaskState.RUNNING);
    CoroutineDriver.Stop stop = drive();
    while (stop == CoroutineDriver.Stop.SUSPENDED && answer instanceof LoopCall<?> call) {
      answer = null;
      call.run();
      stop = drive();
    }
    switch (stop) {
      case SUSPENDED -> {}
      case YIELDED -> becomeReady();
      case BLOCKED -> {
        become(TaskState.BLOCKED);
        Observers observers = kernel.observers();
        if (observers != null) {
          observers.blocked(this);
        }
        interruptBlock();
      }
      case ENDED -> {}
    }
    return stop;
  }

  private CoroutineDriver.Stop drive() {
    try {
      return CoroutineDriver.resume(coroutine());
    } catch (Throwable fault) {
      // The JVM cannot run it, for example because its thread could not be started.
      lost = true;
      answer = fault;
      return CoroutineDriver.Stop.ENDED;
    }
  }

  /** Whether the calling thread is this task's, which then runs. */
  boolean isCarriedHere() {
    return Carrier.current() == coroutine();
  }

  void counted() {
    countTurn();
  }

  void ran(long nanos) {
    countTime(nanos);
  }

  /** Notes its end; for want of memory it is called again. */
  void ended(boolean awaited) {
    if (lost && answer instanceof Throwable why) {
      CoroutineDriver.giveUp(coroutine(), why);
    }
    end(kernel, awaited);
  }

  static void reportUnjoinedOf(LoopKernel kernel) {
    reportUnjoined(kernel);
  }
}
