package dev.gonzo.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.TrapHandler;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task of the loop kernel: how it stops at a trap, and how it is made to go on.
 *
 * <p>For drivers: {@link #suspend} on the task's own stack, {@link #resume} from the loop.
 *
 * @param <T> what it returns
 */
public final class LoopTask<T extends @Nullable Object> extends Task<T> implements TrapHandler {
  private final LoopKernel kernel;
  // Made when somebody waits for the end: most tasks end without.
  private @Nullable WaitQueue joiners;
  // The ring of living tasks.
  @Nullable LoopTask<?> older;
  @Nullable LoopTask<?> younger;
  boolean living;
  // While it waits: whether only timers and tasks of its kernel can end that.
  boolean waitsInside;
  // For which ends of its kernel it was cancelled.
  byte timesCancelledAtEnd;
  // So often in a row it was cancelled again after its run had ended, and was not cleaning up.
  int timesCancelledAgain;
  // The task behind it in the ready queue.
  @Nullable LoopTask<?> nextReady;
  private @Nullable Undo undo;
  // Made when it spawns while its kernel ends.
  private @Nullable CleanUpChain cleanUpChain;
  // What it is resumed with: an answer, or what it throws; or throws after what is due arrives.
  private @Nullable Object answer;
  private boolean throwing;
  // The JVM could not run it, or run it on: the answer is the reason, and it is given up.
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

  /** Those who wait for its end. */
  WaitQueue joiners() {
    if (joiners == null) {
      joiners = new WaitQueue();
    }
    return joiners;
  }

  boolean isAwaited() {
    return joiners != null && joiners.size() > 0;
  }

  LoopKernel kernel() {
    return kernel;
  }

  CleanUpChain cleanUpChain() {
    if (cleanUpChain == null) {
      cleanUpChain = new CleanUpChain();
    }
    return cleanUpChain;
  }

  /** It is spawned by the clean-up of another. */
  void begins(@Nullable CleanUpChain chain) {
    cleanUpChain = chain;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the kernel answers as the trap's type says
  public <R extends @Nullable Object> R answer(Trap<R> trap) throws Exception {
    // From here on several things are changed one after the other: there must be room for all.
    StackReserve.requireForTrap();
    Object answer = kernel.answer(this, trap);
    // It waits here and not below, where the kernel's frames would be a part of what each of a
    // million waiting tasks keeps.
    return (R) (answer instanceof Wait undo ? suspend(trap, undo) : answer);
  }

  @Override
  public void unblocked() {
    kernel.tell(this::continueAfterBlock);
  }

  private void continueAfterBlock() {
    if (state() == TaskState.BLOCKED) {
      becomeReady();
    }
  }

  /**
   * Stops here until the task is resumed. On the task's own stack.
   *
   * @param trap where it stands
   * @param undo what takes it out of where it waits; called at most once, when it is cancelled
   * @return the answer that it is resumed with
   * @throws Exception what it is made to throw instead
   * @throws CannotSuspendException if the JVM cannot take it off its thread here; it waits no more
   */
  public @Nullable Object suspend(Trap<?> trap, Undo undo) throws Exception {
    if (mayArrive() && undo.undo()) {
      checkpoint(); // it came while the task was ready, between two waits of one trap
    }
    this.undo = undo;
    become(TaskState.SUSPENDED);
    standAt(trap);
    kernel.suspended(this, trap);
    boolean went;
    try {
      went = coroutine().suspend();
    } catch (Throwable refused) {
      // The JVM may lack the room to put the frames of a deep recursion aside.
      leaveWait();
      throw refused;
    }
    if (!went) {
      leaveWait();
      throw new CannotSuspendException(trap.toString());
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
        throw new AssertionError("a wait was undone, and nothing arrives in its place");
      }
      LoopKernel.rethrow(throwable);
    }
    return given;
  }

  /** It could not be suspended: nothing waits for it any more. */
  private void leaveWait() {
    standAt(null);
    become(TaskState.RUNNING);
    kernel.goesOn(this);
    Undo way = undo;
    undo = null;
    if (way != null) {
      way.undo();
    }
  }

  /**
   * Does something on the loop's own stack, as the thread that steps the kernel, while the task
   * stands still and no other has its turn: for devices that ask which thread it is that calls
   * them. On the task's own stack.
   *
   * @param work what to do; must not block
   * @param <R> what it answers
   * @return its answer
   * @throws Exception what it throws
   * @throws CannotSuspendException if the JVM cannot take the task off its thread here; nothing was
   *     done
   */
  public <R extends @Nullable Object> R onLoop(Callable<R> work) throws Exception {
    var call = new LoopCall<R>(work);
    answer = call;
    boolean went = false;
    try {
      went = coroutine().suspend();
    } finally {
      if (!went) {
        answer = null;
      }
    }
    if (!went) {
      throw new CannotSuspendException("what is to be done on the loop's own stack");
    }
    return call.answer();
  }

  /** Stops here until the tasks that are ready have had their turn. On the task's own stack. */
  void yieldTurn(Trap<?> trap) {
    if (!tryYieldTurn()) {
      throw new CannotSuspendException(trap.toString());
    }
  }

  /** Does the same, or goes on at once and answers false where the JVM cannot suspend it. */
  boolean tryYieldTurn() {
    becomeReady();
    boolean went = false;
    try {
      went = coroutine().suspend();
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
   * Whether it waits at a trap. A word that comes when the wait is over, because the task could not
   * be suspended after all, finds that it does not.
   */
  private boolean isAtTrap() {
    return state() == TaskState.SUSPENDED;
  }

  /**
   * Makes the suspended task ready to throw at its trap.
   *
   * @param throwable what it throws
   */
  public void raise(Throwable throwable) {
    if (isAtTrap()) {
      answer = throwable;
      throwing = true;
      resume();
    }
  }

  /** Lets what is due arrive at the trap: the operation beyond recall has ended by it. */
  void raiseCancellation(Throwable cause) {
    if (isAtTrap()) {
      // Not here, but where the task goes on: what it meets shows the place in its stack trace.
      cancelledHere = true;
      raise(cause);
    }
  }

  private void resume() {
    undo = null;
    kernel.goesOn(this);
    standAt(null);
    becomeReady();
  }

  void becomeReady() {
    become(TaskState.READY);
    kernel.ready(this);
  }

  /** Asks for its cancellation, and lets it arrive at once if the task is suspended. */
  boolean requestCancel(Cancelled cancelled) {
    if (state() == TaskState.ENDED) {
      return false;
    }
    boolean added = cancellation().request(cancelled);
    // Also one that waits already: there may have been no memory to deliver it when it was added.
    deliver();
    return added;
  }

  /** Asks once more, for the end of the run. */
  void cancelAgain(Cancelled cancelled) {
    boolean _ = requestCancel(cancelled);
    timesCancelledAgain = mayArrive() ? timesCancelledAgain + 1 : 0;
  }

  private void deliver() {
    if (!mayArrive()) {
      return;
    }
    if (state() == TaskState.SUSPENDED) {
      Undo way = undo;
      undo = null;
      if (way != null && way.undo()) {
        // It is thrown when the task has its turn: an outer one may come before that, and wins.
        cancelledHere = true;
        resume();
      }
    } else if (state() == TaskState.BLOCKED) {
      // From the loop's own stack: an interrupt may wait for a lock, and a task must not do so in
      // the middle of the kernel.
      kernel.tell(this::interruptBlock);
    }
  }

  private void interruptBlock() {
    if (state() == TaskState.BLOCKED && mayArrive()) {
      cancellation().noteInterrupt();
      coroutine().thread().interrupt();
    }
  }

  /** Any thread: its thread. */
  Thread thread() {
    return coroutine().thread();
  }

  /** Any thread: whether its thread waits. */
  boolean waits() {
    return switch (coroutine().thread().getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /** Whether a cancellation would reach it at once. */
  boolean couldArrive(Cancelled cancelled) {
    return cancellation().couldArrive(cancelled);
  }

  /**
   * Interrupts the foreign block in which it stands, and by which it keeps the kernel, if that is
   * due. On another thread, while it stands there.
   *
   * @param requests what is due, and the kernel could not request
   */
  void interruptBlock(Thread standing, List<Cancelled> requests) {
    if (!requests.isEmpty() || mayArrive()) {
      cancellation().noteInterrupt(requests);
      standing.interrupt();
    }
  }

  /** On the task's own stack, on entry of a checkpoint. */
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
      LoopKernel.<RuntimeException>rethrow(arriving);
    }
  }

  /** Runs it until it stops. On the loop's own stack. */
  Coroutine.Stop step() {
    become(TaskState.RUNNING);
    Coroutine.Stop stop = drive();
    while (stop == Coroutine.Stop.SUSPENDED && answer instanceof LoopCall<?> call) {
      answer = null;
      call.run();
      stop = drive();
    }
    switch (stop) {
      case SUSPENDED -> {}
      case YIELDED -> becomeReady();
      case BLOCKED -> {
        become(TaskState.BLOCKED);
        interruptBlock();
      }
      case ENDED -> {}
    }
    return stop;
  }

  private Coroutine.Stop drive() {
    try {
      return coroutine().resume();
    } catch (Throwable fault) {
      // For example, its thread could not be started.
      lost = true;
      answer = fault;
      return Coroutine.Stop.ENDED;
    }
  }

  /** Any thread: whether it is this task's own, which runs then. */
  boolean isCarriedHere() {
    return Carrier.current() == coroutine();
  }

  void counted(long nanos) {
    count(nanos);
  }

  /** Notes its end; for want of memory it is called again. */
  void ended(boolean awaited) {
    if (lost && answer instanceof Throwable why) {
      coroutine().giveUp(why);
    }
    end(kernel, awaited);
  }

  static void reportUnjoinedOf(LoopKernel kernel) {
    reportUnjoined(kernel);
  }
}
