package dev.gonzo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation of one task: what has been asked for, what may arrive, and what has. For
 * kernels, on the kernel's thread.
 *
 * <p>A kernel {@link #request requests}; if the task is suspended and something {@link #mayArrive},
 * takes it out of its wait; and throws in it what {@link #arrive} answers, there or on entry of its
 * next checkpoint. One request arrives once.
 *
 * <p>What may arrive, the outermost first:
 *
 * <ul>
 *   <li>the cancellation of the whole task, unless one has arrived already, or a shield is open;
 *   <li>the cancellation of a scope, unless that scope is being unwound by its own or by an outer
 *       one, or a shield is open inside it.
 * </ul>
 *
 * <p>So an outer deadline still reaches a clean-up that an inner one has caused, a deadline that
 * the clean-up sets works, and a task that was cancelled is not disturbed by the deadlines it had.
 */
public final class Cancellation {
  private static final int NO_SHIELD = -1;

  // Both are empty most of the time, and for most tasks never filled.
  private List<Cancelled> due = List.of();
  private List<Cancelled> arrived = List.of();
  private boolean taskUnwinding;
  private @Nullable Scope innermost;
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
   * @param stack the task's stack, asked for only if a cancellation has arrived before
   * @return false if this one joins a cancellation that is on its way
   */
  public boolean request(Cancelled cancelled, Supplier<StackTraceElement[]> stack) {
    Scope scope = cancelled.scope();
    if (scope != null) {
      return couldArriveIn(scope) && !due.contains(cancelled) && add(cancelled);
    }
    noticeReturnTo(stack);
    for (Cancelled waiting : due) {
      if (waiting.scope() == null && waiting.isGentle() == cancelled.isGentle()) {
        return false;
      }
    }
    if (!cancelled.isGentle()) {
      // What was cancelled as a whole is not disturbed by the deadlines it had.
      due = List.of();
    }
    return add(cancelled);
  }

  private boolean couldArriveIn(Scope scope) {
    return isOpen(scope) && !scope.isUnwinding();
  }

  private boolean add(Cancelled cancelled) {
    if (due.isEmpty()) {
      due = new ArrayList<>(1);
    }
    int place = 0;
    while (place < due.size() && due.get(place).depth() <= cancelled.depth()) {
      place++;
    }
    due.add(place, cancelled);
    return true;
  }

  /** {@return whether something that was asked for may arrive now} */
  public boolean mayArrive() {
    return !due.isEmpty() && next() != null;
  }

  /** {@return what has been asked for and has not arrived; the outermost, or null} */
  public @Nullable Cancelled pending() {
    return due.isEmpty() ? null : due.getFirst();
  }

  private @Nullable Cancelled next() {
    int shield = shieldDepth();
    for (Cancelled waiting : due) {
      Scope scope = waiting.scope();
      boolean unwinding = scope == null ? taskUnwinding : scope.isUnwinding();
      if (waiting.depth() > shield && !unwinding && (!waiting.isGentle() || isIdle())) {
        return waiting;
      }
    }
    return null;
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
    Cancelled now = next();
    if (now != null) {
      due.remove(now);
      Throwable notice = now.notice();
      if (notice != null) {
        this.noticed = now;
        this.notice = notice;
        return notice;
      }
      if (arrived.isEmpty()) {
        arrived = new ArrayList<>(1);
      }
      arrived.add(now);
      unwind(now, true);
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
      return scope != null && isOpen(scope) && add(word);
    }
    if (!(thrown instanceof Cancelled cancelled)
        || arrived.isEmpty()
        || !arrived.remove(cancelled)) {
      return false;
    }
    unwind(cancelled, false);
    for (Cancelled earlier : arrived) {
      unwind(earlier, true);
    }
    return add(cancelled);
  }

  /** All that is open inside what is cancelled is clean-up from now on, or is so no more. */
  private void unwind(Cancelled cancelled, boolean whether) {
    if (cancelled.scope() == null) {
      taskUnwinding = whether;
    }
    for (Scope open = innermost;
        open != null && open.depth() >= cancelled.depth();
        open = open.outer()) {
      open.unwinds(whether);
    }
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
    Scope scope = cancelled.scope();
    return cancelled.depth() > shieldDepth()
        && (scope == null ? !taskUnwinding : couldArriveIn(scope));
  }

  private void hear() {
    List<Cancelled> requests = unheard;
    unheard = List.of();
    for (Cancelled cancelled : requests) {
      boolean _ = request(cancelled, () -> Thread.currentThread().getStackTrace());
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
    innermost = scope;
  }

  /**
   * Closes the innermost scope. What was asked for it is forgotten: it belonged to a block that is
   * over.
   */
  void close(Scope scope) {
    if (innermost != scope) {
      throw new IllegalStateException(
          "blocks with deadlines, shields and groups are left in the order opposite to that in"
              + " which they were entered, by the task that entered them");
    }
    innermost = scope.outer();
    if (!due.isEmpty()) {
      due.removeIf(waiting -> waiting.scope() == scope);
    }
  }

  /** The scope's own cancellation has reached the scope: it is over. */
  void caught(Cancelled cancelled) {
    unwind(cancelled, false);
    // None has, if a body has thrown a pending one by hand.
    if (!arrived.isEmpty()) {
      arrived.removeIf(earlier -> earlier.depth() >= cancelled.depth());
    }
  }

  /**
   * Notices that a block has ended as if nothing had happened, although a cancellation had arrived
   * in it that was meant to pass through it.
   */
  void passedNormally(Scope scope) {
    if (scope.isUnwinding() && !arrived.isEmpty()) {
      swallowed(arrived.getLast());
    }
  }

  /**
   * A task that stands again where a cancellation reached it, on the same stack, swallowed that.
   */
  private void noticeReturnTo(Supplier<StackTraceElement[]> stack) {
    if (taskUnwinding
        && !arrived.isEmpty()
        && isSamePlace(arrived.getFirst().getStackTrace(), stack.get())) {
      swallowed(arrived.getFirst());
    }
  }

  private static boolean isSamePlace(StackTraceElement[] earlier, StackTraceElement[] now) {
    int shorter = Math.min(earlier.length, now.length);
    return shorter > 0 && Arrays.equals(fromTrap(earlier), fromTrap(now));
  }

  /** The frames above the trap differ with what happens there: what counts is who made it. */
  private static StackTraceElement[] fromTrap(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      if (stack[i].getClassName().equals(Coroutine.class.getName())
          && stack[i].getMethodName().equals("trap")) {
        return Arrays.copyOfRange(stack, i, stack.length);
      }
    }
    return stack;
  }

  private void swallowed(Cancelled cancelled) {
    caught(cancelled);
    Reports.warn(
        "a cancellation was swallowed; let Cancelled pass after cleaning up. It was", cancelled);
  }

  boolean isOpen(Scope scope) {
    for (Scope open = innermost; open != null; open = open.outer()) {
      if (open == scope) {
        return true;
      }
    }
    return false;
  }

  /** Whether the innermost scope that says so says that the task is between two pieces of work. */
  private boolean isIdle() {
    return innermost != null && innermost.isIdle();
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
      swallowed(arrived.getFirst());
    }
    return outcome instanceof Outcome.Failure<T>(var cause)
            && settle(cause) instanceof Cancelled cancelled
        ? new Outcome.Cancellation<>(cancelled)
        : outcome;
  }
}
