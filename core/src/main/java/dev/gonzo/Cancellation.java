package dev.gonzo;

import dev.gonzo.report.Log;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation state of one task: which requests are due, which may arrive now, and which have
 * arrived. For kernels, on the kernel's thread.
 *
 * <p>A kernel first {@link #request requests} a cancellation. If the task is suspended and a
 * request {@link #mayArrive may arrive}, the kernel ends the task's wait. It then throws the result
 * of {@link #arrive} in the task, there or on entry to its next checkpoint. Each request arrives
 * once.
 *
 * <p>A due request is never dropped. A masked request stays in the queue until nothing masks it,
 * and a second request for the same scope changes nothing:
 *
 * <pre>
 *   state     begins when                    ends when                         next
 *   DUE       it is requested                a checkpoint finds it unmasked    ARRIVED
 *                                            its block is left                 OVER
 *   ARRIVED   it is thrown in the task       its own block or the task ends    OVER
 *                                            the task swallows it              OVER
 *                                            the wait had ended already        DUE
 *   OVER      nothing is left of it; a new request is DUE again
 * </pre>
 *
 * <p>Three masks hold a request back. Only {@link #mayArrive} checks them:
 *
 * <ul>
 *   <li><b>shield</b>: a shield is open inside the cancelled scope;
 *   <li><b>unwinding</b>: the cancelled scope is already being unwound, by its own cancellation or
 *       by one further out;
 *   <li><b>idle</b>: the request is gentle, and the task is not in an idle block.
 * </ul>
 *
 * <p>If several requests are not masked, the outermost arrives first. So an outer deadline still
 * reaches a clean-up that an inner one has caused, a deadline that the clean-up sets works, and a
 * cancelled task is not interrupted again by the deadlines it had.
 */
public final class Cancellation {
  private static final int NO_SHIELD = -1;
  private static final int MOST_CHECKPOINTS = 64;

  private final Task<?> task;
  private final Due due = new Due();
  // Empty most of the time, and for most tasks never filled.
  private List<Arrival> arrived = List.of();
  private @Nullable Scope innermost;
  // Where the task made checkpoints since the last arrival, each with the innermost coroutine
  // first.
  // Examined when a request is due, or when there are many.
  private List<List<StackPlace>> checkpoints = List.of();
  // Counts opened blocks and arrivals.
  private long moment;
  private boolean interrupted;
  // The last notice of a group that has arrived, and the exception thrown for it.
  private @Nullable Cancelled noticed;
  private long noticedAt;
  private @Nullable Throwable notice;
  // Requested only when the task itself notices that it was interrupted.
  private List<Cancelled> recorded = List.of();

  Cancellation(Task<?> task) {
    this.task = task;
  }

  // ---------------------------------------------------------------- for kernels

  /**
   * Requests the cancellation of the task or of one of its scopes.
   *
   * @param cancelled the exception to throw in the task
   * @return false if an equal request is already due, or the scope has been left
   */
  public boolean request(Cancelled cancelled) {
    if (!isOpen(cancelled.scope())) {
      return false;
    }
    noticeSwallowed(); // first: there may be no memory for it
    boolean added = due.add(cancelled);
    if (added) {
      task.cancellationRequested(cancelled);
    }
    return added;
  }

  /** {@return whether a due request may arrive now} */
  public boolean mayArrive() {
    return firstThatMayArrive() != null;
  }

  /**
   * The outermost request that is not masked. Allocates nothing: a request must not be lost when
   * memory runs out.
   */
  private @Nullable Cancelled firstThatMayArrive() {
    for (int place = 0; place < due.size(); place++) {
      Cancelled cancelled = due.get(place);
      if (mayArrive(cancelled)) {
        return cancelled;
      }
    }
    return null;
  }

  /** {@return the outermost request that is due, or null} */
  public @Nullable Cancelled pending() {
    return due.first();
  }

  /** {@return the cancellation that arrived last and is still unwinding its scope, or null} */
  public @Nullable Cancelled arrived() {
    return arrived.isEmpty() ? null : arrived.getLast().cancelled();
  }

  /** Whether none of the three masks applies. */
  private boolean mayArrive(Cancelled cancelled) {
    return cancelled.depth() > shieldDepth()
        && !isUnwinding(cancelled.scope())
        && (!cancelled.isGentle() || isIdle());
  }

  boolean isUnwinding(@Nullable Scope scope) {
    for (int place = 0; place < arrived.size(); place++) {
      if (arrived.get(place).unwinds(scope)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes the request that may arrive now. The caller throws it in the task at once.
   *
   * @return a {@link Cancelled}, or the failure that a group reports to its owner; null if nothing
   *     may arrive
   */
  public @Nullable Throwable arrive() {
    if (due.isEmpty()) {
      return null;
    }
    noticeSwallowed();
    Cancelled now = firstThatMayArrive();
    if (now != null) {
      Throwable notice = now.notice();
      if (notice != null) {
        due.remove(now);
        this.noticed = now;
        this.noticedAt = ++moment;
        this.notice = notice;
        task.cancellationArrives(notice);
        return notice;
      }
      String _ = now.getMessage(); // computed once: here, where a full heap leaves it due
      if (arrived.isEmpty()) {
        arrived = new ArrayList<>(1);
      }
      arrived.add(new Arrival(now, ++moment));
      due.remove(now); // only after it was recorded, because recording may fail for lack of memory
      checkpoints = List.of(); // examined just now; later ones count for this arrival too
      now.arrive();
      task.cancellationArrives(now);
    }
    return now;
  }

  /**
   * Reverts an arrival, because another thread had already completed the operation that it
   * interrupted. It arrives again at the next checkpoint.
   *
   * @return false if the exception is not an arrival
   */
  boolean postpone(Throwable thrown) {
    Cancelled delivered = noticed;
    if (delivered != null && thrown == notice) {
      noticed = null;
      notice = null;
      Scope scope = delivered.scope();
      return scope != null && isOpen(scope) && due.add(delivered);
    }
    if (!(thrown instanceof Cancelled cancelled)
        || arrived.isEmpty()
        || !arrived.removeIf(arrival -> arrival.cancelled() == cancelled)) {
      return false;
    }
    cancelled.postpone();
    return due.add(cancelled);
  }

  /**
   * {@return whether it is an exception that the JDK's blocking calls throw when interrupted}
   *
   * @param thrown the exception that such a call has thrown
   */
  public static boolean isInterrupt(Throwable thrown) {
    return Interrupts.isOne(thrown);
  }

  /** Records that the task's foreign block is being interrupted because a request is due. */
  public void noteInterrupt() {
    interrupted = true;
  }

  /**
   * Like {@link #noteInterrupt()}, for a kernel that the foreign block keeps from running. The task
   * itself makes the requests when it notices the interrupt.
   *
   * @param requests the cancellations that have not been requested yet
   */
  public void noteInterrupt(List<Cancelled> requests) {
    recorded = List.copyOf(requests);
    interrupted = true;
  }

  /**
   * Checks whether a cancellation would arrive at once if it were requested now.
   *
   * @param cancelled the exception that would be thrown
   * @return false if its scope is closed or a mask, such as a shield, applies
   */
  public boolean couldArrive(Cancelled cancelled) {
    return isOpen(cancelled.scope()) && mayArrive(cancelled);
  }

  private void requestRecorded() {
    List<Cancelled> requests = recorded;
    recorded = List.of();
    for (Cancelled cancelled : requests) {
      boolean _ = request(cancelled);
    }
  }

  /**
   * Clears the interrupt flag that a recorded interrupt may have left. Called in the task, on entry
   * to a checkpoint and at the end of a block.
   */
  public void clearInterrupt() {
    if (interrupted) {
      interrupted = false;
      boolean _ = Thread.interrupted();
      requestRecorded();
    }
  }

  // ---------------------------------------------------------------- scopes

  /** The innermost scope that is open, or null. */
  @Nullable Scope innermost() {
    return innermost;
  }

  void open(Scope scope) {
    scope.openedAt(++moment);
    innermost = scope;
  }

  /**
   * Leaves a block: closes the scopes that were left open inside it, so that members of groups
   * there are not lost, and then its own scope.
   *
   * @return whether none was left open
   */
  boolean leave(Scope scope) {
    if (!isOpen(scope)) {
      return false; // an outer block that was left earlier has closed it
    }
    boolean inOrder = closeInside(scope);
    close(scope);
    return inOrder;
  }

  /**
   * Closes the scopes that were left open inside a block.
   *
   * @param outer the block's scope; null for the whole task
   * @return whether there were none
   */
  boolean closeInside(@Nullable Scope outer) {
    boolean none = innermost == outer;
    for (Scope inner = innermost; inner != null && inner != outer; inner = innermost) {
      inner.abandon();
      close(inner);
    }
    return none;
  }

  /** Closes the innermost scope, and drops the requests for it. */
  private void close(Scope scope) {
    if (innermost != scope) {
      throw new IllegalStateException(
          "blocks with deadlines, shields and groups must be left in the reverse order"
              + " of entry, by the task that entered them");
    }
    innermost = scope.outer();
    due.forget(scope);
    if (!arrived.isEmpty()) {
      arrived.removeIf(arrival -> arrival.cancelled().scope() == scope);
    }
  }

  /**
   * Drops the due requests for a block that is still open, because the task has received the
   * failure in another way.
   */
  void forget(Scope scope) {
    due.forget(scope);
  }

  /**
   * Reports a block that ended normally although a cancellation that should have passed through it
   * had arrived in it.
   */
  void passedNormally(Scope scope) {
    if (isUnwinding(scope)) {
      swallowed(arrived.stream().filter(arrival -> arrival.unwinds(scope)).toList());
    }
  }

  /** Records the place where an arrival is thrown. Called on the stack of that coroutine. */
  void metHere(Cancelled cancelled, Coroutine<?> coroutine) {
    for (Arrival arrival : arrived) {
      if (arrival.cancelled() == cancelled) {
        arrival.metAt(StackPlace.here(coroutine));
      }
    }
  }

  /** Whether a cancellation has arrived and has not been caught. */
  boolean isUnwinding() {
    return !arrived.isEmpty();
  }

  /** The number of the last block that was opened, or the last arrival. */
  long moment() {
    return moment;
  }

  /**
   * Whether a cancellation or the notice of a group has arrived since then, and its block is still
   * open. The exception of a failed clean-up does not show that: it has replaced what arrived.
   */
  boolean hasArrivedSince(long earlier) {
    noticeSwallowed();
    return (!arrived.isEmpty() && arrived.getLast().moment() > earlier)
        || (noticed != null && noticedAt > earlier && isOpen(noticed.scope()));
  }

  /**
   * Records where the task makes a checkpoint while it is being unwound. Called on the coroutine's
   * stack.
   *
   * @param drives whether the coroutine makes it on behalf of another one, whose place is already
   *     recorded
   */
  void noteCheckpoint(Coroutine<?> coroutine, boolean drives) {
    StackPlace place = StackPlace.here(coroutine);
    if (drives && !checkpoints.isEmpty()) {
      checkpoints.getLast().add(place);
      return;
    }
    if (checkpoints.size() >= MOST_CHECKPOINTS) {
      noticeSwallowed();
    }
    if (checkpoints.isEmpty()) {
      checkpoints = new ArrayList<>();
    }
    checkpoints.add(new ArrayList<>(List.of(place)));
  }

  /** Finds arrivals that the task has swallowed: it left the clean-up, but not the block. */
  private void noticeSwallowed() {
    if (!arrived.isEmpty() && !checkpoints.isEmpty()) {
      List<Arrival> lost =
          arrived.stream()
              .filter(arrival -> checkpoints.stream().anyMatch(arrival::isSwallowedAt))
              .toList();
      checkpoints = List.of();
      if (!lost.isEmpty()) {
        swallowed(lost);
      }
    }
  }

  private void swallowed(List<Arrival> lost) {
    arrived.removeAll(lost);
    Log.warn(
        "a cancellation was swallowed; let Cancelled propagate after cleaning up. It was",
        lost.getLast().cancelled());
  }

  /** Whether a block is still open; always true for null, which means the whole task. */
  boolean isOpen(@Nullable Scope scope) {
    if (scope == null) {
      return true;
    }
    for (Scope open = innermost; open != null; open = open.outer()) {
      if (open == scope) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the task is between two pieces of work: whether any enclosing block is an idle block.
   */
  private boolean isIdle() {
    for (Scope open = innermost; open != null; open = open.outer()) {
      if (open.isIdle()) {
        return true;
      }
    }
    return false;
  }

  private int shieldDepth() {
    for (Scope open = innermost; open != null; open = open.outer()) {
      if (open.isShield()) {
        return open.depth();
      }
    }
    return NO_SHIELD;
  }

  // ---------------------------------------------------------------- exceptions of others

  /**
   * {@return what to throw for an exception that reached the calling task as a result} That is from
   * a thread, a callback or a future. A {@link Cancelled} of another task does not cancel this one,
   * so it becomes the cause of a {@link TaskFailedException}. Never suspends.
   *
   * @param thrown the result
   */
  public static Throwable asResult(Throwable thrown) {
    return thrown instanceof Cancelled cancelled && isOfAnother(cancelled)
        ? new TaskFailedException("what the task waited for was cancelled", cancelled)
        : thrown;
  }

  private static boolean isOfAnother(Cancelled cancelled) {
    Task<?> task = Coroutine.runningTask();
    if (task == null) {
      return false; // driven by hand: only the driver knows
    }
    return task.cancellation().arrived.stream()
        .noneMatch(arrival -> arrival.cancelled() == cancelled);
  }

  // ---------------------------------------------------------------- ends

  /**
   * Returns what to handle instead of an exception that code of the calling task has thrown: the
   * {@link Cancelled}, if the kernel has interrupted a foreign block of the task to cancel it. For
   * library code that catches exceptions of a body and does not throw them on.
   *
   * <p>Never suspends, and throws nothing. Only for the task in which the exception was thrown.
   *
   * @param thrown the exception
   * @return the exception to handle
   */
  public static Throwable settled(Throwable thrown) {
    try {
      return Task.current().cancellation().settle(thrown);
    } catch (Throwable failure) {
      return failure;
    }
  }

  /**
   * Returns the {@link Cancelled} instead of an exception that came from the kernel's own
   * interrupt.
   */
  Throwable settle(Throwable thrown) {
    if (interrupted && Interrupts.isOne(thrown)) {
      clearInterrupt();
      Throwable arriving = arrive();
      if (arriving != null) {
        arriving.addSuppressed(thrown);
        return arriving;
      }
    }
    return thrown;
  }

  /** The outcome of the task, after its coroutine has ended. */
  <T extends @Nullable Object> Outcome<T> settle(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Success<T> && !arrived.isEmpty()) {
      swallowed(List.copyOf(arrived));
    }
    return outcome instanceof Outcome.Failure<T>(var cause)
            && settle(cause) instanceof Cancelled cancelled
        ? new Outcome.Cancellation<>(cancelled)
        : outcome;
  }
}
