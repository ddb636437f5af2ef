package dev.gonzo;

import dev.gonzo.report.Reports;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation of one task: what is due, what may arrive, and what has arrived. For kernels, on
 * the kernel's thread.
 *
 * <p>A kernel {@link #request requests}; if the task is suspended and something {@link #mayArrive},
 * takes it out of its wait; and throws in it what {@link #arrive} answers, there or on entry of its
 * next checkpoint. One request arrives once.
 *
 * <p>What is due is never dropped. A request that is masked stays in the queue until nothing masks
 * it, and a second request for the same thing changes nothing:
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
 * <p>Three masks keep a request waiting. {@link #mayArrive} is the only place that knows them:
 *
 * <ul>
 *   <li><b>shield</b>: a shield is open inside what is cancelled;
 *   <li><b>unwinding</b>: what is cancelled is being unwound already, by its own cancellation or by
 *       one further out;
 *   <li><b>idle</b>: the request is gentle, and the task is not in an idle block.
 * </ul>
 *
 * <p>Of several that are not masked the outermost arrives first. So an outer deadline still reaches
 * a clean-up that an inner one has caused, a deadline that the clean-up sets works, and a task that
 * was cancelled is not disturbed by the deadlines it had.
 */
public final class Cancellation {
  private static final int NO_SHIELD = -1;
  private static final int MOST_CHECKPOINTS = 64;

  private final Due due = new Due();
  // Empty most of the time, and for most tasks never filled.
  private List<Arrival> arrived = List.of();
  private @Nullable Scope innermost;
  // Where the task has made checkpoints since then; each with the innermost coroutine first. They
  // are
  // judged when something is due, or when there are many.
  private List<List<StackPlace>> checkpoints = List.of();
  // Counts what is opened and what arrives.
  private long moment;
  private boolean interrupted;
  // The last word of a group that has arrived, and what the task met.
  private @Nullable Cancelled noticed;
  private @Nullable Throwable notice;
  // Not requested before the task itself sees that it was interrupted.
  private List<Cancelled> unheard = List.of();

  Cancellation() {}

  // ---------------------------------------------------------------- for kernels

  /**
   * Asks that the task, or a scope of it, be cancelled.
   *
   * @param cancelled what it is to meet
   * @return false if this one joins a cancellation that is on its way
   */
  public boolean request(Cancelled cancelled) {
    if (!isOpen(cancelled.scope())) {
      return false;
    }
    noticeSwallowed(); // first: there may be no memory for it
    return due.add(cancelled);
  }

  /** {@return whether something that was asked for may arrive now} */
  public boolean mayArrive() {
    return firstThatMayArrive() != null;
  }

  /**
   * The outermost that nothing masks. Needs no memory: a request must not be lost for want of it.
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

  /** {@return what has been asked for and has not arrived; the outermost, or null} */
  public @Nullable Cancelled pending() {
    return due.first();
  }

  /**
   * {@return what has arrived last, and has not reached the end of what it cancels yet; or null}
   */
  public @Nullable Cancelled arrived() {
    return arrived.isEmpty() ? null : arrived.getLast().cancelled();
  }

  /** The three masks. */
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
   * Takes what may arrive, to be thrown in the task at once.
   *
   * @return what it meets: a {@link Cancelled}, or the failure of which a group tells its owner;
   *     null if nothing may arrive
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
        this.notice = notice;
        return notice;
      }
      if (arrived.isEmpty()) {
        arrived = new ArrayList<>(1);
      }
      arrived.add(new Arrival(now, ++moment));
      due.remove(now); // when it has arrived, and not before: there may be no memory for that
      checkpoints = List.of(); // judged just now; those to come count for this one too
      now.arrive();
    }
    return now;
  }

  /**
   * Takes back that one has arrived: the operation in which it did had ended already, by another
   * thread. It arrives at the next checkpoint.
   *
   * @return false if what was thrown is nothing that has arrived
   */
  boolean postpone(Throwable thrown) {
    Cancelled word = noticed;
    if (word != null && thrown == notice) {
      noticed = null;
      notice = null;
      Scope scope = word.scope();
      return scope != null && isOpen(scope) && due.add(word);
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
   * {@return whether it is an exception by which the JDK's blocking calls answer an interrupt}
   *
   * @param thrown what such a call has thrown
   */
  public static boolean isInterrupt(Throwable thrown) {
    return Interrupts.isOne(thrown);
  }

  /** Notes that the task's foreign block is being interrupted on behalf of what is due. */
  public void noteInterrupt() {
    interrupted = true;
  }

  /**
   * Does the same for a kernel that its own task keeps from hearing anything while it stands in the
   * block. What was asked for meanwhile is requested by the task, when it notices.
   *
   * @param requests what nobody has requested yet
   */
  public void noteInterrupt(List<Cancelled> requests) {
    unheard = List.copyOf(requests);
    interrupted = true;
  }

  /**
   * Tells whether something would arrive at once if it were requested now.
   *
   * @param cancelled what the task would meet
   * @return whether it would; a shield may be open, or its scope closed
   */
  public boolean couldArrive(Cancelled cancelled) {
    return isOpen(cancelled.scope()) && mayArrive(cancelled);
  }

  private void hear() {
    List<Cancelled> requests = unheard;
    unheard = List.of();
    for (Cancelled cancelled : requests) {
      boolean _ = request(cancelled);
    }
  }

  /**
   * Takes the interrupt flag away again that a noted interrupt may have left. Called in the task,
   * on entry of a checkpoint, and at the end of a block.
   */
  public void clearInterrupt() {
    if (interrupted) {
      interrupted = false;
      boolean _ = Thread.interrupted();
      hear();
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
   * Leaves a block: closes its scope, and first the scopes that were left open inside it, so that
   * the members of a group there are not lost.
   *
   * @return whether none was left open
   */
  boolean leave(Scope scope) {
    if (!isOpen(scope)) {
      return false; // an outer block that was left before has closed it
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

  /**
   * Closes the innermost scope. What was asked for it is forgotten: it belonged to a block that is
   * over.
   */
  private void close(Scope scope) {
    if (innermost != scope) {
      throw new IllegalStateException(
          "blocks with deadlines, shields and groups are left in the order opposite to that in"
              + " which they were entered, by the task that entered them");
    }
    innermost = scope.outer();
    due.forget(scope);
    if (!arrived.isEmpty()) {
      arrived.removeIf(arrival -> arrival.cancelled().scope() == scope);
    }
  }

  /** Drops what is due for a block that is still open: the task has met it by another way. */
  void forget(Scope scope) {
    due.forget(scope);
  }

  /**
   * Notices that a block has ended as if nothing had happened, although a cancellation had arrived
   * in it that was meant to pass through it.
   */
  void passedNormally(Scope scope) {
    if (isUnwinding(scope)) {
      swallowed(arrived.stream().filter(arrival -> arrival.unwinds(scope)).toList());
    }
  }

  /** What has arrived is thrown at a place. On the stack of the coroutine that meets it. */
  void metHere(Cancelled cancelled, Coroutine<?> coroutine) {
    for (Arrival arrival : arrived) {
      if (arrival.cancelled() == cancelled) {
        arrival.metAt(StackPlace.here(coroutine));
      }
    }
  }

  /** Whether something has arrived and has not been caught. */
  boolean isUnwinding() {
    return !arrived.isEmpty();
  }

  /**
   * Notes where the task makes a checkpoint while something unwinds it. On the coroutine's stack.
   *
   * @param drives whether the coroutine makes it for another one, which has noted its place
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

  /** A task that has left its clean-up without leaving the block has swallowed what arrived. */
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
    Reports.warn(
        "a cancellation was swallowed; let Cancelled pass after cleaning up. It was",
        lost.getLast().cancelled());
  }

  /** Whether a block has not been left; null means the whole task. */
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

  /** Whether the task is between two pieces of work: any block around it may say so. */
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

  // ---------------------------------------------------------------- ends

  /** An interrupt that the kernel made, and that left a block as an exception, was a Cancelled. */
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

  /** How the task ended, after its coroutine has. */
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
