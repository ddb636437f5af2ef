package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A group of tasks that belong to a block: none of them outlives it.
 *
 * <pre>{@code
 * try (var group = TaskGroup.<Long>open()) {
 *   for (var url : urls) group.spawn(() -> size(url));
 *   group.join();
 *   return group.results().stream().mapToLong(Long::longValue).sum();
 * }
 * }</pre>
 *
 * <p>With the policy {@link GroupPolicy#all}, the first failure of a member cancels the others, and
 * {@link #join} throws it as a {@link TaskFailedException}. Further failures, up to a limit, are
 * its suppressed exceptions. If the body is waiting somewhere else, a {@code TaskFailedException}
 * is thrown there as a notice; the block itself throws the failure at its end, even if the body has
 * caught the notice.
 *
 * <p>Leaving the block without a join cancels the members, and logs a warning if they were at work:
 * see {@link #close}. In every case the block ends only after all members have ended, even if its
 * own task is cancelled in the meantime.
 *
 * <p>The block belongs to the task that opened it; members may be spawned by any task of the kernel
 * until the group ends. (After Trio's nurseries and the JDK's StructuredTaskScope.)
 *
 * @param <T> the type of the members' results
 */
public final class TaskGroup<T extends @Nullable Object> implements AutoCloseable {
  private enum State {
    OPEN,
    ENDING,
    ENDED
  }

  private final Task<?> owner;
  private final GroupScope scope;
  private final GroupFailures failures = new GroupFailures();
  private final GroupVerdicts<T> verdicts;
  private final GroupMembers<T> members = new GroupMembers<>(this);
  private final GroupPlaces places;
  private State state = State.OPEN;
  private boolean joining;
  private boolean closed;
  // Whether the program has asked for the members to be cancelled.
  private boolean cutShort;
  private final UndeliveredResults<T> undelivered = new UndeliveredResults<>();

  private TaskGroup(GroupPolicy<? super T> policy, int mostAtOnce) {
    this.verdicts = new GroupVerdicts<>(policy, failures);
    this.places = new GroupPlaces(mostAtOnce);
    this.owner = Task.current();
    this.scope = new GroupScope(owner.cancellation().innermost(), this);
    owner.cancellation().open(scope);
  }

  /**
   * Opens a group with {@link GroupPolicy#all}: it waits for all members, and the first failure
   * cancels them.
   *
   * @param <T> the type of the members' results
   * @return the group; close it
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> TaskGroup<T> open() {
    return open(GroupPolicy.all());
  }

  /**
   * Opens a group.
   *
   * @param policy decides which ends of members end the group
   * @param <T> the type of the members' results
   * @return the group; close it
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> TaskGroup<T> open(GroupPolicy<? super T> policy) {
    return open(policy, Integer.MAX_VALUE);
  }

  /**
   * Opens a group that runs a limited number of members at a time; the others wait for their turn,
   * in the order of spawning.
   *
   * @param policy decides which ends of members end the group
   * @param mostAtOnce how many members may run at a time, at least 1
   * @param <T> the type of the members' results
   * @return the group; close it
   * @throws IllegalArgumentException if the number is less than 1
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> TaskGroup<T> open(
      GroupPolicy<? super T> policy, int mostAtOnce) {
    if (mostAtOnce < 1) {
      throw new IllegalArgumentException("mostAtOnce must be at least 1, got " + mostAtOnce);
    }
    StackReserve.requireForBlock();
    return new TaskGroup<>(Objects.requireNonNull(policy), mostAtOnce);
  }

  // ---------------------------------------------------------------- members

  /**
   * Starts a member.
   *
   * @param body the code to run
   * @return its task; it need not be joined
   * @throws TaskFailedException if a member has failed and the caller is the task that opened the
   *     group; the cause is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async(Suspension.NEVER)
  public Task<T> spawn(@Elsewhere AsyncCallable<? extends T, ?> body) {
    return spawn(null, body);
  }

  /**
   * Starts a member with a name.
   *
   * @param name the name in reports; null for a name made from its number
   * @param body the code to run
   * @return its task; it need not be joined
   * @throws TaskFailedException if a member has failed and the caller is the task that opened the
   *     group; the cause is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async(Suspension.NEVER)
  public Task<T> spawn(@Nullable String name, @Elsewhere AsyncCallable<? extends T, ?> body) {
    return add(name, new GroupMember<>(this, body, GroupMember.Kind.RESULT));
  }

  /**
   * Starts a member that returns nothing: it does not appear in the results, and is removed when it
   * has ended without a failure.
   *
   * @param body the code to run
   * @return its task; it need not be joined
   * @throws TaskFailedException if a member has failed and the caller is the task that opened the
   *     group; the cause is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async(Suspension.NEVER)
  public Task<T> spawn(@Elsewhere AsyncRunnable<?> body) {
    return spawn(null, body);
  }

  /**
   * Starts a member with a name that returns nothing: it does not appear in the results, and is
   * removed when it has ended without a failure.
   *
   * @param name the name in reports; null for a name made from its number
   * @param body the code to run
   * @return its task; it need not be joined
   * @throws TaskFailedException if a member has failed and the caller is the task that opened the
   *     group; the cause is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async(Suspension.NEVER)
  public Task<T> spawn(@Nullable String name, @Elsewhere AsyncRunnable<?> body) {
    return add(name, GroupMember.withoutResult(this, body, GroupMember.Kind.NO_RESULT));
  }

  /**
   * Starts a member that serves the others: the group does not wait for it, and cancels it when
   * they have ended. A failure is logged.
   *
   * @param name the name in reports
   * @param body the code to run
   * @return its task
   * @throws TaskFailedException if a member has failed and the caller is the task that opened the
   *     group; the cause is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async(Suspension.NEVER)
  public Task<T> spawnDaemon(String name, @Elsewhere AsyncRunnable<?> body) {
    return add(name, GroupMember.withoutResult(this, body, GroupMember.Kind.DAEMON));
  }

  private Task<T> add(@Nullable String name, GroupMember<T> member) {
    StackReserve.requireForOperation();
    KernelMember.requireSame(owner, "start the task there, through an entry point");
    requireOpen();
    // Undone if spawning is refused or runs out of memory: then the group can continue.
    members.add(member);
    Task<T> task = null;
    try {
      task = member.spawn(name);
      members.spawned(member);
      return task;
    } finally {
      if (task == null) {
        members.remove(member);
      }
    }
  }

  private void requireOpen() {
    if (state == State.OPEN && !verdicts.isDecided()) {
      return;
    }
    if (!failures.hasFailed()) {
      throw new IllegalStateException(
          "the group is ending and takes no more members: open a separate group for clean-up");
    }
    if (Task.current() == owner) {
      throw failures.notice(scope);
    }
    throw new IllegalStateException(
        "a member of the group has failed, so it takes no more members: open a separate"
            + " group for clean-up",
        failures.firstCause());
  }

  /**
   * Starts a member, and waits until it signals that it is ready: a server that is listening, a
   * connection that is open. If it ends before that, this call fails, and the group does not.
   *
   * <p>Suspends; a checkpoint. If this call is cancelled, the member is cancelled too, and its end
   * is awaited.
   *
   * @param body the code to run; it must call {@link Starting#ready} once
   * @param <V> the type of the value with which it is ready
   * @return the value passed to {@link Starting#ready}
   * @throws TaskFailedException if it failed or was cancelled before it was ready, or if another
   *     member has failed and the caller is the task that opened the group
   * @throws IllegalStateException if it ended without calling {@code ready}, or the group is ending
   */
  @Async
  public <V extends @Nullable Object> V start(@Elsewhere StartingBody<V> body) {
    StackReserve.requireForBlock();
    var starting = new Starting<V>();
    return starting.await(
        add(null, GroupMember.starting(this, () -> body.run(starting), starting)));
  }

  /**
   * The body of a member that signals when it is ready.
   *
   * @param <V> the type of the value with which it is ready
   */
  @FunctionalInterface
  public interface StartingBody<V extends @Nullable Object> {
    /**
     * Runs the member.
     *
     * @param starting receives the signal that it is ready
     * @throws Exception if it fails; before it is ready {@link TaskGroup#start} throws that as the
     *     cause, later it is the failure of a member
     */
    @Async
    void run(Starting<V> starting) throws Exception;
  }

  GroupPlaces places() {
    return places;
  }

  /** Processes the end of a member. Called on its own stack, as its last action. */
  void ended(GroupMember<T> member, Outcome<T> outcome) {
    try {
      members.ended(member);
      if (!member.isDaemon()) {
        dealWith(member, outcome);
      }
    } catch (Throwable failure) {
      // There was no memory to judge it. The owner must not wait for a verdict.
      verdicts.failUnjudged(failure);
      if (!joining) {
        tellOwner();
      }
    } finally {
      if (!member.isDaemon()) {
        members.wakeOwner();
      }
    }
  }

  private void dealWith(GroupMember<T> member, Outcome<T> outcome) {
    Starting<?> starting = member.starting();
    if (starting != null) {
      starting.ended(outcome);
    }
    if (starting == null || starting.isReady()) {
      account(member, outcome);
    } else if (state == State.OPEN && !members.anyLeft()) {
      verdicts.noneIsLeft();
      decidedNow();
    }
  }

  private void account(GroupMember<T> member, Outcome<T> outcome) {
    if (outcome instanceof Outcome.Failure<T>(var cause)) {
      failures.add(member.task(), member.hasResult(), cause);
    }
    if (verdicts.isDecided() || state != State.OPEN) {
      undelivered.add(member, outcome);
    } else {
      verdicts.ended(member, outcome, !members.anyLeft());
      decidedNow();
    }
  }

  private void decidedNow() {
    if (verdicts.isDecided()) {
      if (failures.hasFailed() && !joining) {
        tellOwner();
      }
      members.requestCancel("its group has ended");
    }
  }

  /** Makes the owner throw the failure wherever it waits inside the group. */
  private void tellOwner() {
    Retrying.withoutMemory(() -> {
      var notice = Cancelled.noticeOf(() -> failures.notice(scope), scope);
      boolean _ = Coroutine.trap(new CancelTask(owner, notice));
    });
  }

  /**
   * Sets a hook for results that are never delivered, to close them. These are the results of
   * members that return after the group was decided, or while its block is being left. If the block
   * is left without {@link #join} and without iterating {@link #completed}, these are all results.
   *
   * @param hook called once with each such result, on the stack of the member that returned it or
   *     of {@link #close}
   */
  public void onUndelivered(Consumer<? super T> hook) {
    undelivered.goTo(hook);
  }

  // ---------------------------------------------------------------- the end

  /**
   * Waits until all members have ended, or the policy has decided the group. Then cancels the
   * remaining members, and waits for their end.
   *
   * <p>Suspends; a checkpoint.
   *
   * @throws TaskFailedException if the group has failed; the cause is the first failure
   * @throws IllegalStateException if another task opened the group, or it was already joined
   */
  @Async
  public void join() {
    StackReserve.requireForBlock();
    requireOwner("join");
    if (state != State.OPEN) {
      throw new IllegalStateException("the group has ended: join() may be called only once");
    }
    awaitDecision();
    finish("its group was joined");
    TaskFailedException failed = failures.atJoin();
    if (failed != null) {
      throw failed;
    }
  }

  /**
   * Waits until the group is decided. While the owner waits here, it needs no notice of a failure;
   * if the wait is cancelled, it does.
   */
  private void awaitDecision() {
    joining = true;
    // Drop a due notice, because join() throws the failure itself.
    owner.cancellation().forget(scope);
    try {
      Coroutine.trap(CHECKPOINT);
      while (members.anyLeft() && !verdicts.isDecided()) {
        members.awaitChange();
      }
    } catch (Throwable thrown) {
      if (failures.hasFailed()) {
        tellOwner();
      }
      throw thrown;
    } finally {
      joining = false;
    }
  }

  /**
   * Returns the members in the order in which they end. A loop over them waits for each next
   * member, and ends after the last. Each member appears once; members with a result that ended
   * before this call come first.
   *
   * @return the members; to be iterated once, by the task that opened the group
   */
  public Iterable<Task<T>> completed() {
    var queue = members.completed();
    return () -> new CompletedMembers<>(this, members, queue);
  }

  /**
   * {@return the results of all members, in the order in which they were spawned} Call it after
   * {@link #join}.
   *
   * @throws IllegalStateException if the group was not joined, or a member has no result; then use
   *     {@link #outcomes}
   */
  public List<T> results() {
    requireJoined();
    var results = new ArrayList<T>();
    for (GroupMember<T> member : members.withResult()) {
      switch (outcome(member)) {
        case Outcome.Success<T>(var value) -> results.add(value);
        case Outcome.Failure<T>(var cause) -> throw withoutResult(member, cause);
        case Outcome.Cancellation<T>(var cancelled) -> throw withoutResult(member, cancelled);
      }
    }
    return results;
  }

  private IllegalStateException withoutResult(GroupMember<T> member, Throwable cause) {
    return new IllegalStateException(
        member.task().name() + " has no result: use outcomes()", cause);
  }

  private Outcome<T> outcome(GroupMember<T> member) {
    return member.task().outcome().orElseThrow();
  }

  /**
   * {@return the outcomes of all members, in the order in which they were spawned} Call it after
   * {@link #join}.
   *
   * @throws IllegalStateException if the group was not joined
   */
  public List<Outcome<T>> outcomes() {
    requireJoined();
    return members.withResult().stream().map(this::outcome).toList();
  }

  /**
   * {@return the result of the member that decided the group, such as the winner of a race} Call it
   * after {@link #join}.
   *
   * @throws TaskFailedException if the group has failed; the cause is the first failure
   * @throws IllegalStateException if the group was not joined, or no member decided it
   */
  public T result() {
    requireJoined();
    TaskFailedException failed = failures.again();
    if (failed != null) {
      throw failed;
    }
    GroupMember<T> winner = verdicts.winner();
    if (winner == null) {
      throw new IllegalStateException(
          "no member decided the group: use results() for groups that wait for all members");
    }
    return outcome(winner).value();
  }

  /**
   * Cancels the members that have not ended, without waiting for their end.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   */
  @Async(Suspension.NEVER)
  public void requestCancel(String reason) {
    StackReserve.requireForBlock();
    cutShort = true;
    members.requestCancel(reason);
  }

  /**
   * Shuts the group down in two phases, and waits for the end of its members. First a member is
   * cancelled only when it is in an {@link Gonzo#idle idle} block; after the grace period all are
   * cancelled, wherever they are. Daemons are cancelled when the others have ended. This also holds
   * for members that are spawned in the meantime.
   *
   * <p>Suspends; a checkpoint. If this call is cancelled, the first phase remains in force. If a
   * member calls this, it is not cancelled itself.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   * @param grace how long the members may continue their work
   */
  @Async
  public void cancelWhenIdle(String reason, Duration grace) {
    StackReserve.requireForBlock();
    cutShort = true;
    members.shutDown(reason);
    boolean _ = Deadline.ignoring(grace, members::awaitRemainingWithoutDaemons);
    members.requestCancel(reason); // also daemons, which serve the others to their end
    members.awaitRemaining();
  }

  /** Ends a group that was not closed, because an enclosing block is being left. */
  void abandon() {
    finish("the block around it was left");
    failures.abandon();
  }

  /** Cancels all remaining members at once, and waits for their end. */
  private void finish(String reason) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDING;
    // Retry, so that no member is missed because the heap is full for a moment.
    Retrying.withoutMemory(() -> members.requestCancel(reason));
    Retrying.withoutMemory(() -> Blocks.shielded(members::awaitAll));
    state = State.ENDED;
  }

  /**
   * Ends the block: cancels the members that have not ended, and waits for the end of all members.
   * Closing twice is harmless.
   *
   * <p>If members were at work, and the program has neither joined them nor asked for their
   * cancellation, a warning names the block, once: forgetting {@link #join} is a mistake.
   *
   * <p>Suspends. A cancellation does not end the wait.
   *
   * @throws TaskFailedException if a member failed and {@link #join} has not thrown that, even if
   *     the body was notified of it; if that notice is propagating out of the block, this becomes a
   *     suppressed exception of it
   * @throws IllegalStateException if another task opened the group, or groups are not left in the
   *     reverse order of opening; in that case the members have ended too
   */
  @Async
  @Override
  public void close() {
    StackReserve.requireForBlock();
    requireOwner("close");
    if (closed) {
      return;
    }
    closed = true;
    boolean unseen = state == State.OPEN && !members.areWalked();
    List<GroupMember<T>> forgotten = isLeftUnasked() ? members.atWork() : List.of();
    finish("its group was left");
    if (unseen) {
      members.all().forEach(member -> undelivered.add(member, outcome(member)));
    }
    boolean inOrder = owner.cancellation().leave(scope);
    TaskFailedException failed = failures.atClose();
    if (!inOrder) {
      var misnested =
          new IllegalStateException(
              "groups must be left in the reverse order of opening: use"
                  + " try-with-resources; the members of the inner ones were cancelled");
      if (failed != null) {
        misnested.addSuppressed(failed);
      }
      throw misnested;
    }
    if (failed != null) {
      throw failed;
    }
    LeftWithoutJoin.report(forgotten);
  }

  /** Whether the block is being left without a join or another reason to cancel the members. */
  private boolean isLeftUnasked() {
    return state == State.OPEN
        && !verdicts.isDecided()
        && !cutShort
        && !members.areWalked()
        && !owner.cancellation().isUnwinding(scope);
  }

  void requireOwner(String method) {
    if (Task.current() != owner) {
      throw new IllegalStateException(
          method
              + "() may be called only by the task that opened the group, "
              + owner.name()
              + "; other tasks may call spawn()");
    }
  }

  private void requireJoined() {
    if (state != State.ENDED) {
      throw new IllegalStateException("join() the group first: its members have not ended");
    }
  }

  @Override
  public String toString() {
    return "TaskGroup[" + state + ", " + members.count() + "]";
  }
}
