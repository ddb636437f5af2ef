package dev.gonzo;

import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group: which are still running, and in which order the others ended. Also wakes
 * the owner when that changes. Members with a result are kept after their end, because the result
 * may be needed; others are removed, so that a server can spawn members for ever.
 */
final class GroupMembers<T extends @Nullable Object> implements WaitQueue.Subject {
  private final TaskGroup<T> group;
  private final Set<GroupMember<T>> members = new LinkedHashSet<>();
  private final WaitQueue changed = new WaitQueue(this);
  // Allocated in advance, so that the owner is woken even when the heap is full.
  private final Wake wakeOwner = new Wake(changed, 1);
  private @Nullable Deque<Task<T>> completed;
  // The number of members that have not ended, without daemons.
  private int living;
  // Why the group shuts down; null while it does not.
  private @Nullable String shutdown;

  GroupMembers(TaskGroup<T> group) {
    this.group = group;
  }

  void add(GroupMember<T> member) {
    members.add(member);
    if (!member.isDaemon()) {
      living++;
    }
  }

  /** Shuts a member down if the group shuts down already. Called after its task was spawned. */
  void spawned(GroupMember<T> member) {
    String reason = shutdown;
    if (reason != null && !member.isDaemon()) {
      Retrying.withoutMemory(() -> {
        boolean _ = member.task().requestCancelWhenIdle(reason);
      });
    }
  }

  /** Removes a member that was added but could not be started. */
  void remove(GroupMember<T> member) {
    if (members.remove(member) && !member.isDaemon()) {
      living--;
    }
  }

  /**
   * Records the end of a member, on its own stack. Updates the count first, because the rest may
   * run out of memory.
   */
  void ended(GroupMember<T> member) {
    if (!member.isDaemon()) {
      living--;
    }
    if (!member.hasResult()) {
      members.remove(member);
    }
    if (!member.isDaemon() && completed != null) {
      completed.add(member.task());
    }
  }

  boolean anyLeft() {
    return living > 0;
  }

  /** Wakes the owner, to check the members again. */
  void wakeOwner() {
    Coroutine.trap(wakeOwner);
  }

  void awaitChange() {
    Coroutine.trap(new WaitOn(changed));
  }

  /** A queue of the members that have ended, to which each further one is added when it ends. */
  Deque<Task<T>> completed() {
    var queue = new ArrayDeque<Task<T>>();
    members.stream()
        .filter(member -> member.hasEnded() && !member.isDaemon())
        .forEach(member -> queue.add(member.task()));
    completed = queue;
    return queue;
  }

  /** Whether completed() has been called. */
  boolean areWalked() {
    return completed != null;
  }

  /** A copy of the members that are kept, in the order of spawning. */
  List<GroupMember<T>> all() {
    return List.copyOf(members);
  }

  List<GroupMember<T>> withResult() {
    return members.stream().filter(GroupMember::hasResult).toList();
  }

  /** The members started by {@code spawn()} that have not ended. */
  List<GroupMember<T>> atWork() {
    return members.stream()
        .filter(member -> !member.hasEnded() && !member.isDaemon() && member.starting() == null)
        .toList();
  }

  /** The tasks that have not ended, without the calling one. */
  List<Task<T>> remaining() {
    return remaining(_ -> true);
  }

  private List<Task<T>> remaining(Predicate<GroupMember<T>> which) {
    return members.stream()
        .filter(member -> !member.hasEnded())
        .filter(which)
        .map(GroupMember::task)
        .filter(task -> task.state() != TaskState.ENDED && task != Task.current())
        .toList();
  }

  /** Cancels each member as soon as it is idle, also those that are spawned later. */
  void shutDown(String reason) {
    shutdown = reason;
    for (Task<T> task : remaining(member -> !member.isDaemon())) {
      boolean _ = task.requestCancelWhenIdle(reason);
    }
  }

  void requestCancel(String reason) {
    for (Task<T> task : remaining()) {
      boolean _ = task.requestCancel(reason);
    }
  }

  void awaitRemaining() {
    awaitRemaining(_ -> true);
  }

  void awaitRemainingWithoutDaemons() {
    awaitRemaining(member -> !member.isDaemon());
  }

  private void awaitRemaining(Predicate<GroupMember<T>> which) {
    // Members may have spawned others in the meantime.
    for (var left = remaining(which); !left.isEmpty(); left = remaining(which)) {
      left.forEach(Task::lookOn);
    }
  }

  void awaitAll() {
    all().forEach(member -> member.task().lookOn());
  }

  /** The tasks for which the owner waits, for reports. */
  @Override
  public Collection<Task<?>> holders() {
    return members.stream()
        .filter(member -> !member.hasEnded())
        .<Task<?>>map(GroupMember::task)
        .toList();
  }

  /** How many members of how many are still running, as text. */
  String count() {
    return living + " of " + members.size() + " members left";
  }

  @Override
  public String toString() {
    return "the members of its " + group;
  }
}
