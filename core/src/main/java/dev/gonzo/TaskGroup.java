package dev.gonzo;

import dev.gonzo.trap.CancelTask;
import dev.gonzo.trap.Checkpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that belong together: none of them outlives the block.
 *
 * <pre>{@code
 * try (var group = TaskGroup.<Long>open()) {
 *   for (var url : urls) group.spawn(() -> size(url));
 *   group.join();
 *   return group.results().stream().mapToLong(Long::longValue).sum();
 * }
 * }</pre>
 *
 * <p>By the policy {@link GroupPolicy#all}, the first failure of a member cancels the others, and
 * is thrown by {@link #join} as a {@link TaskFailed}. Further failures are its suppressed ones, up
 * to a number. A body that waits somewhere else is woken by a {@code TaskFailed} there; that is a
 * notice, and the block itself throws the failure when it ends, also if the body has caught it.
 *
 * <p>Leaving the block without a join cancels the members, and a warning says so if they were at
 * work: see {@link #close}. Either way the block ends when every member has ended, also if its own
 * task is cancelled meanwhile.
 *
 * <p>The block belongs to the task that opened it; members may be spawned by any task of the kernel
 * until the group ends. (After Trio's nurseries and the JDK's StructuredTaskScope.)
 *
 * @param <T> what the members return
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
  // Whether somebody has said that members are to be cut short.
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
   * Opens a group that waits for all and fails fast. Async, but never suspends, and no checkpoint.
   *
   * @param <T> what the members return
   * @return the group; close it
   */
  @Async
  public static <T extends @Nullable Object> TaskGroup<T> open() {
    return open(GroupPolicy.all());
  }

  /**
   * Opens a group. Async, but never suspends, and no checkpoint.
   *
   * @param policy which ends of members end the group
   * @param <T> what the members return
   * @return the group; close it
   */
  @Async
  public static <T extends @Nullable Object> TaskGroup<T> open(GroupPolicy<? super T> policy) {
    return open(policy, Integer.MAX_VALUE);
  }

  /**
   * Opens a group of which a bounded number of members runs at a time; the others wait for their
   * turn, in order of spawning. Async, but never suspends, and no checkpoint.
   *
   * @param policy which ends of members end the group
   * @param mostAtOnce how many members run at a time, at least 1
   * @param <T> what the members return
   * @return the group; close it
   * @throws IllegalArgumentException if the number is less than 1
   */
  @Async
  public static <T extends @Nullable Object> TaskGroup<T> open(
      GroupPolicy<? super T> policy, int mostAtOnce) {
    if (mostAtOnce < 1) {
      throw new IllegalArgumentException("mostAtOnce must be at least 1, got " + mostAtOnce);
    }
    return new TaskGroup<>(Objects.requireNonNull(policy), mostAtOnce);
  }

  // ---------------------------------------------------------------- members

  /**
   * Begins a member. Async, but never suspends, and no checkpoint.
   *
   * @param body what it does
   * @return its task; it need not be joined
   * @throws TaskFailed if a member has failed, and the task that opened the group asks: its cause
   *     is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async
  public Task<T> spawn(AsyncCallable<? extends T, ?> body) {
    return spawn(null, body);
  }

  /**
   * Begins a member with a name for reports. Async, but never suspends, and no checkpoint.
   *
   * @param name what reports call it, or null for a name made from its number
   * @param body what it does
   * @return its task; it need not be joined
   * @throws TaskFailed if a member has failed, and the task that opened the group asks: its cause
   *     is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async
  public Task<T> spawn(@Nullable String name, AsyncCallable<? extends T, ?> body) {
    return add(name, new GroupMember<>(this, body, GroupMember.Kind.RESULT));
  }

  /**
   * Begins a member that returns nothing: the group's results leave it out, and it is forgotten
   * when it has ended well. Async, but never suspends, and no checkpoint.
   *
   * @param body what it does
   * @return its task; it need not be joined
   * @throws TaskFailed if a member has failed, and the task that opened the group asks: its cause
   *     is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async
  public Task<T> spawn(AsyncRunnable<?> body) {
    return spawn(null, body);
  }

  /**
   * Begins a member with a name for reports that returns nothing: the group's results leave it out,
   * and it is forgotten when it has ended well. Async, but never suspends, and no checkpoint.
   *
   * @param name what reports call it, or null for a name made from its number
   * @param body what it does
   * @return its task; it need not be joined
   * @throws TaskFailed if a member has failed, and the task that opened the group asks: its cause
   *     is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async
  public Task<T> spawn(@Nullable String name, AsyncRunnable<?> body) {
    return add(name, GroupMember.withoutResult(this, body, GroupMember.Kind.NO_RESULT));
  }

  /**
   * Begins a member that serves the others: nobody waits for it, and it is cancelled when they have
   * ended. If it fails, that is reported. Async, but never suspends, and no checkpoint.
   *
   * @param name what reports call it
   * @param body what it does
   * @return its task
   * @throws TaskFailed if a member has failed, and the task that opened the group asks: its cause
   *     is that failure
   * @throws IllegalStateException if the group is ending; with a cause if a member has failed
   */
  @Async
  public Task<T> spawnDaemon(String name, AsyncRunnable<?> body) {
    return add(name, GroupMember.withoutResult(this, body, GroupMember.Kind.DAEMON));
  }

  private Task<T> add(@Nullable String name, GroupMember<T> member) {
    requireOpen();
    // What is refused, or finds no memory, leaves nothing half done: the group goes on then.
    members.add(member);
    Task<T> task = null;
    try {
      task = member.spawn(name);
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
          "the group is ending and takes no more members: open a group of its own for clean-up");
    }
    if (Task.current() == owner) {
      throw failures.notice(scope);
    }
    throw new IllegalStateException(
        "a member of the group has failed, and it takes no more members: open a group of its own"
            + " for clean-up",
        failures.firstCause());
  }

  /**
   * Begins a member and waits until it says that it is ready: a server that listens, a connection
   * that is made. If it ends before, that is this call's failure, and not the group's.
   *
   * <p>Suspends; a checkpoint. Cancelled, the member is cancelled too, and awaited.
   *
   * @param body what it does; it calls {@link Starting#ready} once
   * @param <V> what it is ready with
   * @return what it is ready with
   * @throws TaskFailed if it failed, or was cancelled, before it was ready; or if another member
   *     has failed, and the task that opened the group asks
   * @throws IllegalStateException if it ended without being ready, or the group is ending
   */
  @Async
  public <V extends @Nullable Object> V start(StartingBody<V> body) {
    var starting = new Starting<V>();
    return starting.await(
        add(null, GroupMember.starting(this, () -> body.run(starting), starting)));
  }

  /**
   * The body of a member that tells when it is ready.
   *
   * @param <V> what it is ready with
   */
  @FunctionalInterface
  public interface StartingBody<V extends @Nullable Object> {
    /**
     * Runs the member.
     *
     * @param starting to be told when it is ready
     * @throws Exception before it is ready: thrown by {@link TaskGroup#start}; later: a member's
     *     failure
     */
    @Async
    void run(Starting<V> starting) throws Exception;
  }

  GroupPlaces places() {
    return places;
  }

  /** A member has ended. On its own stack, as the last that it does. */
  void ended(GroupMember<T> member, Outcome<T> outcome) {
    try {
      members.ended(member);
      if (!member.isDaemon()) {
        dealWith(member, outcome);
      }
    } catch (Throwable failure) {
      // There is no memory to judge it. The owner must not wait for a verdict.
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

  /** The owner meets the failure wherever it waits inside the group. */
  private void tellOwner() {
    Retrying.withoutMemory(() -> {
      var notice = Cancelled.noticeOf(() -> failures.notice(scope), scope);
      boolean _ = Coroutine.trap(new CancelTask(owner, notice));
    });
  }

  /**
   * Says what becomes of results that nobody gets, to close them: of those of members that return
   * after the group has what it wants, or while its block is being left; and of all of them, if the
   * block is left without a {@link #join}, and without a walk through those {@link #completed}.
   *
   * @param hook is given each such result, once; on the stack of the member that returned it, or of
   *     {@link #close}
   */
  public void onUndelivered(Consumer<? super T> hook) {
    undelivered.goTo(hook);
  }

  // ---------------------------------------------------------------- the end

  /**
   * Waits until the members have ended, or as many as the policy wants; cancels what is left then,
   * and waits for its end.
   *
   * <p>Suspends; a checkpoint.
   *
   * @throws TaskFailed if the group has failed: its cause is the first failure
   * @throws IllegalStateException if another task opened the group, or it was joined already
   */
  @Async
  public void join() {
    requireOwner("join");
    if (state != State.OPEN) {
      throw new IllegalStateException("the group has ended: it is joined once");
    }
    awaitDecision();
    finish("its group was joined");
    TaskFailed failed = failures.atJoin();
    if (failed != null) {
      throw failed;
    }
  }

  /** While it waits here, the owner needs no word of a failure; when it gives up, it does. */
  private void awaitDecision() {
    joining = true;
    owner.cancellation().forget(scope); // a notice that is on its way: join() throws that itself
    try {
      Coroutine.trap(new Checkpoint());
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
   * The members in the order in which they end; the loop waits for the next one, and ends when none
   * is left. Each member is shown once; those that ended before this call come first, if they have
   * a result.
   *
   * @return to be walked through once, by the task that opened the group
   */
  public Iterable<Task<T>> completed() {
    var queue = members.completed();
    return () -> new CompletedMembers<>(this, members, queue);
  }

  /**
   * {@return the results of all members, in the order in which they were spawned} After {@link
   * #join}.
   *
   * @throws IllegalStateException if the group was not joined, or a member has no result: then ask
   *     for {@link #outcomes}
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
        member.task().name() + " has no result: ask for outcomes()", cause);
  }

  private Outcome<T> outcome(GroupMember<T> member) {
    return member.task().outcome().orElseThrow();
  }

  /**
   * {@return how each member ended, in the order in which they were spawned} After {@link #join}.
   *
   * @throws IllegalStateException if the group was not joined
   */
  public List<Outcome<T>> outcomes() {
    requireJoined();
    return members.withResult().stream().map(this::outcome).toList();
  }

  /**
   * {@return the result of the member that decided the group: the winner of a race} After {@link
   * #join}.
   *
   * @throws TaskFailed if the group has failed: its cause is the first failure
   * @throws IllegalStateException if the group was not joined, or no member decided it
   */
  public T result() {
    requireJoined();
    TaskFailed failed = failures.again();
    if (failed != null) {
      throw failed;
    }
    GroupMember<T> winner = verdicts.winner();
    if (winner == null) {
      throw new IllegalStateException(
          "no member decided the group: results() are for groups that wait for all");
    }
    return outcome(winner).value();
  }

  /**
   * Cancels the members that have not ended, without waiting for their end. Async, but never
   * suspends, and no checkpoint.
   *
   * @param reason why
   */
  @Async
  public void cancelRemaining(String reason) {
    cutShort = true;
    members.requestCancel(reason);
  }

  /**
   * Shuts the group down in two phases, and waits until its members have ended: first those that
   * say that they are {@link Gonzo#idle idle}, now or when they come to be so, and after a time all
   * of them, wherever they are.
   *
   * <p>Suspends; a checkpoint. A cancelled one leaves the first phase in force. A calling member is
   * left out.
   *
   * @param grace for how long they may go on with their work
   * @param reason why, for {@link Cancelled#reason()}
   */
  @Async
  public void cancelWhenIdle(Duration grace, String reason) {
    cutShort = true;
    for (Task<T> task : members.remaining()) {
      boolean _ = task.requestCancelWhenIdle(reason);
    }
    if (!Gonzo.ignoreAfter(grace, members::awaitRemaining)) {
      members.requestCancel(reason);
      members.awaitRemaining();
    }
  }

  /** The block around it is being left, and nobody has closed it. */
  void abandon() {
    finish("the block around it was left");
    failures.abandon();
  }

  /** Cancels what is left, all at once, and waits for the end of all. */
  private void finish(String reason) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDING;
    // No member is left alone because the heap is full for a moment.
    Retrying.withoutMemory(() -> members.requestCancel(reason));
    Retrying.withoutMemory(() -> Gonzo.withoutCancellation(members::awaitAll));
    state = State.ENDED;
  }

  /**
   * Ends the block: cancels the members that have not ended, and waits for the end of all. Closing
   * twice is harmless.
   *
   * <p>If members were at work, and nobody has joined them or asked for their cancellation, a
   * warning names the block, once: to forget {@link #join} is a mistake.
   *
   * <p>Suspends; not cut short by a cancellation.
   *
   * @throws TaskFailed if a member failed and {@link #join} has not thrown that, though the body
   *     may have met it where it waited; if that is what leaves the block, this becomes a
   *     suppressed exception of it
   * @throws IllegalStateException if another task opened the group, or groups are left in another
   *     order than the opposite of that in which they were opened: the members have ended then too
   */
  @Async
  @Override
  public void close() {
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
    TaskFailed failed = failures.atClose();
    if (!inOrder) {
      var misnested =
          new IllegalStateException(
              "groups are left in the order opposite to that in which they were opened: use"
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

  /** Whether nothing that happened explains why members are cut short. */
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
              + "() is for the task that opened the group, "
              + owner.name()
              + "; members may spawn()");
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
