package dev.gonzo;

import dev.gonzo.report.Reports;
import dev.gonzo.trap.CancelTask;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
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
 * is thrown, as a {@link TaskFailed}, where the body waits: in {@link #join}, or wherever else it
 * stands. Further failures are its suppressed ones, up to a number. Leaving the block without a
 * join cancels the members. Either way the block ends when every member has ended, also if its own
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

  private final GroupPolicy<? super T> policy;
  private final Task<?> owner;
  private final GroupScope scope;
  private final GroupFailures failures = new GroupFailures();
  // Those that have a result stay after their end, because it may be asked for; others leave, so
  // that a server can spawn members for ever.
  private final Set<GroupMember<T>> members = new LinkedHashSet<>();
  private @Nullable Deque<Task<T>> completed;
  private final WaitQueue changed = new WaitQueue(new Members());
  private final WaitQueue waitingToRun = new WaitQueue();
  private final int mostAtOnce;
  private State state = State.OPEN;
  private boolean joining;
  private boolean decided;
  // Members that have not ended, daemons not counted; and those that run, where that is bounded.
  private int living;
  private int running;
  private @Nullable GroupMember<T> decisive;
  private @Nullable Consumer<? super T> undelivered;

  /** Whom the owner waits for, as reports tell it. */
  private final class Members implements WaitQueue.Subject {
    @Override
    public Collection<Task<?>> holders() {
      return members.stream()
          .filter(member -> !member.hasEnded())
          .<Task<?>>map(GroupMember::task)
          .toList();
    }

    @Override
    public String toString() {
      return "the members of its " + TaskGroup.this;
    }
  }

  private TaskGroup(GroupPolicy<? super T> policy, int mostAtOnce) {
    this.policy = policy;
    this.mostAtOnce = mostAtOnce;
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
   * @throws IllegalStateException if the group is ending
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
   * @throws IllegalStateException if the group is ending
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
   * @throws IllegalStateException if the group is ending
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
   * @throws IllegalStateException if the group is ending
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
   * @throws IllegalStateException if the group is ending
   */
  @Async
  public Task<T> spawnDaemon(String name, AsyncRunnable<?> body) {
    return add(name, GroupMember.withoutResult(this, body, GroupMember.Kind.DAEMON));
  }

  private Task<T> add(@Nullable String name, GroupMember<T> member) {
    if (state != State.OPEN || decided) {
      throw new IllegalStateException(
          "the group is ending and takes no more members: open a group of its own for clean-up");
    }
    // First what may be refused: nothing is half done then, and the group goes on.
    Task<T> task = member.spawn(name);
    members.add(member);
    if (!member.isDaemon()) {
      living++;
    }
    return task;
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
   * @throws TaskFailed if it failed before it was ready
   * @throws IllegalStateException if it ended without being ready, or the group is ending
   */
  @Async
  public <V extends @Nullable Object> V start(StartingBody<V> body) {
    return new Starting<V>().begin(this, body);
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

  Task<T> addStarting(Starting<?> starting, AsyncRunnable<?> body) {
    var member = GroupMember.withoutResult(this, body, GroupMember.Kind.NO_RESULT);
    starting.of(member);
    return add(null, member);
  }

  /** Lets a member begin, when the bound on those that run allows it. On the member's stack. */
  void enter() {
    if (running >= mostAtOnce) {
      // Spared from cancellation, so that the body runs to its first checkpoint in any case and
      // closes what was handed to it. Whoever leaves hands its place on.
      Gonzo.withoutCancellation(() -> {
        Coroutine.trap(new WaitOn(waitingToRun));
      });
    } else {
      running++;
    }
  }

  /** A member has ended. On its own stack, as the last that it does. */
  void ended(GroupMember<T> member, Outcome<T> outcome, boolean entered) {
    if (entered && Coroutine.trap(new Wake(waitingToRun, 1)) == 0) {
      running--;
    }
    if (member.isDaemon()) {
      members.remove(member);
      return;
    }
    living--;
    if (completed != null) {
      completed.add(member.task());
    }
    if (!member.hasResult()) {
      members.remove(member);
    }
    if (!member.isStarting()) {
      judge(member, outcome);
    }
    Coroutine.trap(new Wake(changed, 1));
  }

  private void judge(GroupMember<T> member, Outcome<T> outcome) {
    if (outcome instanceof Outcome.Failure<T>(var cause)) {
      failures.add(member.task().name(), cause);
    }
    if (decided || state != State.OPEN) {
      discard(member, outcome);
      return;
    }
    switch (verdict(member, outcome)) {
      case GO_ON -> {}
      case ENOUGH -> {
        decided = true;
        decisive = member;
      }
      case FAILED -> {
        decided = true;
        failures.fail(member.task().name(), outcome);
        if (!joining) {
          tellOwner();
        }
      }
    }
    if (decided) {
      requestCancelOfAll("its group has ended");
    }
  }

  /** The owner meets the failure wherever it waits inside the group. */
  private void tellOwner() {
    boolean _ = Coroutine.trap(new CancelTask(owner, Cancelled.noticeOf(failures::thrown, scope)));
  }

  /** A policy that throws has failed the group: that a member has ended is noticed in any case. */
  private GroupPolicy.Verdict verdict(GroupMember<T> member, Outcome<T> outcome) {
    try {
      return Objects.requireNonNull(policy.judge(outcome, living == 0), "a policy's verdict");
    } catch (RuntimeException | Error fault) {
      failures.add(member.task().name(), fault);
      return GroupPolicy.Verdict.FAILED;
    }
  }

  private void discard(GroupMember<T> member, Outcome<T> outcome) {
    if (undelivered != null
        && member.hasResult()
        && outcome instanceof Outcome.Success<T>(var value)
        && member.isDiscardedNow()) {
      try {
        undelivered.accept(value);
      } catch (RuntimeException | Error failure) {
        Reports.warn("what takes the undelivered results of a group has failed", failure);
      }
    }
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
    undelivered = hook;
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
    TaskFailed failed = failures.thrown();
    if (failed != null) {
      throw failed;
    }
  }

  /** While it waits here, the owner needs no word of a failure; when it gives up, it does. */
  private void awaitDecision() {
    joining = true;
    try {
      Coroutine.trap(new Checkpoint());
      while (living > 0 && !decided) {
        Coroutine.trap(new WaitOn(changed));
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
    var queue = new ArrayDeque<Task<T>>();
    members.stream()
        .filter(member -> member.hasEnded() && !member.isDaemon())
        .forEach(member -> queue.add(member.task()));
    completed = queue;
    return () -> new Completed(queue);
  }

  private final class Completed implements Iterator<Task<T>> {
    private final Deque<Task<T>> completed;

    Completed(Deque<Task<T>> completed) {
      this.completed = completed;
    }

    @Override
    @Async
    public boolean hasNext() {
      requireOwner("completed");
      Coroutine.trap(new Checkpoint());
      while (completed.isEmpty() && living > 0) {
        Coroutine.trap(new WaitOn(changed));
      }
      return !completed.isEmpty();
    }

    @Override
    @Async
    public Task<T> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no member of the group is left");
      }
      return completed.remove();
    }
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
    for (GroupMember<T> member : members) {
      if (member.hasResult()) {
        if (!(member.task().outcome().orElse(null) instanceof Outcome.Success<T>(var value))) {
          throw new IllegalStateException(
              member.task().name() + " has no result: ask for outcomes()");
        }
        results.add(value);
      }
    }
    return results;
  }

  /**
   * {@return how each member ended, in the order in which they were spawned} After {@link #join}.
   *
   * @throws IllegalStateException if the group was not joined
   */
  public List<Outcome<T>> outcomes() {
    requireJoined();
    return members.stream()
        .filter(GroupMember::hasResult)
        .map(member -> member.task().outcome().orElseThrow())
        .toList();
  }

  /**
   * {@return the result of the member that decided the group: the winner of a race} After {@link
   * #join}.
   *
   * @throws IllegalStateException if the group was not joined, or no member decided it
   */
  public T result() {
    requireJoined();
    if (decisive == null) {
      throw new IllegalStateException(
          "no member decided the group: results() are for groups that wait for all");
    }
    return decisive.task().outcome().orElseThrow().value();
  }

  /**
   * Cancels the members that have not ended, without waiting for their end. Async, but never
   * suspends, and no checkpoint.
   *
   * @param reason why
   */
  @Async
  public void cancelRemaining(String reason) {
    requestCancelOfAll(reason);
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
    for (Task<T> task : remaining()) {
      boolean _ = task.requestCancelWhenIdle(reason);
    }
    if (!Gonzo.ignoreAfter(grace, this::awaitRemaining)) {
      requestCancelOfAll(reason);
      awaitRemaining();
    }
  }

  /** Those that have not ended, other than the caller. */
  private List<Task<T>> remaining() {
    return members.stream()
        .filter(member -> !member.hasEnded())
        .map(GroupMember::task)
        .filter(task -> task.state() != TaskState.ENDED && task != Task.current())
        .toList();
  }

  private void awaitRemaining() {
    // Some may have spawned others meanwhile.
    for (var left = remaining(); !left.isEmpty(); left = remaining()) {
      left.forEach(Task::lookOn);
    }
  }

  private void requestCancelOfAll(String reason) {
    for (Task<T> task : remaining()) {
      boolean _ = task.requestCancel(reason);
    }
  }

  /** Cancels what is left, all at once, and waits for the end of all. */
  void finish(String reason) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDING;
    requestCancelOfAll(reason);
    Gonzo.withoutCancellation(() -> {
      for (GroupMember<T> member : List.copyOf(members)) {
        member.task().lookOn();
      }
    });
    state = State.ENDED;
  }

  /**
   * Ends the block: cancels the members that have not ended, and waits for the end of all.
   *
   * <p>Suspends; not cut short by a cancellation.
   *
   * @throws TaskFailed if a member failed and that was not thrown before
   * @throws IllegalStateException if another task opened the group, or groups are left in another
   *     order than the opposite of that in which they were opened: the members have ended then too
   */
  @Async
  @Override
  public void close() {
    requireOwner("close");
    boolean told = failures.isThrown() || state == State.ENDED;
    boolean unseen = state == State.OPEN && completed == null;
    finish("its group was left");
    if (unseen && undelivered != null) {
      for (GroupMember<T> member : List.copyOf(members)) {
        discard(member, member.task().outcome().orElseThrow());
      }
    }
    boolean inOrder = scope.leave(owner.cancellation());
    if (!inOrder) {
      throw new IllegalStateException(
          "groups are left in the order opposite to that in which they were opened: use"
              + " try-with-resources; the members of the inner ones were cancelled");
    }
    TaskFailed failed = told ? null : failures.any();
    if (failed != null) {
      throw failed;
    }
  }

  private void requireOwner(String method) {
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
    return "TaskGroup[" + state + ", " + living + " of " + members.size() + " members left]";
  }
}
