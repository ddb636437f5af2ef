package dev.gonzo;

import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group: who is left, who has ended in which order, and how the owner waits for a
 * change. Those that have a result stay after their end, because it may be asked for; others leave,
 * so that a server can spawn members for ever.
 */
final class GroupMembers<T extends @Nullable Object> implements WaitQueue.Subject {
  private final TaskGroup<T> group;
  private final Set<GroupMember<T>> members = new LinkedHashSet<>();
  private final WaitQueue changed = new WaitQueue(this);
  // Made beforehand: the end of a member is told, also when the heap is full.
  private final Wake wakeOwner = new Wake(changed, 1);
  private @Nullable Deque<Task<T>> completed;
  // Those that have not ended, daemons not counted.
  private int living;

  GroupMembers(TaskGroup<T> group) {
    this.group = group;
  }

  void add(GroupMember<T> member) {
    members.add(member);
    if (!member.isDaemon()) {
      living++;
    }
  }

  /** One that was added could not be begun. */
  void remove(GroupMember<T> member) {
    if (members.remove(member) && !member.isDaemon()) {
      living--;
    }
  }

  /** One has ended: on its own stack. Counts it first: for the rest there may be no memory. */
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

  /** Lets the owner look again. */
  void wakeOwner() {
    Coroutine.trap(wakeOwner);
  }

  void awaitChange() {
    Coroutine.trap(new WaitOn(changed));
  }

  /** Those that have ended already, and from now on each that ends, in order. */
  Deque<Task<T>> completed() {
    var queue = new ArrayDeque<Task<T>>();
    members.stream()
        .filter(member -> member.hasEnded() && !member.isDaemon())
        .forEach(member -> queue.add(member.task()));
    completed = queue;
    return queue;
  }

  /** Whether completed() has been iterated. */
  boolean areWalked() {
    return completed != null;
  }

  /** Those that are kept, in order of spawning; a copy. */
  List<GroupMember<T>> all() {
    return List.copyOf(members);
  }

  List<GroupMember<T>> withResult() {
    return members.stream().filter(GroupMember::hasResult).toList();
  }

  /** Those that {@code spawn()} has begun and that have not ended. */
  List<GroupMember<T>> atWork() {
    return members.stream()
        .filter(member -> !member.hasEnded() && !member.isDaemon() && member.starting() == null)
        .toList();
  }

  /** The tasks that have not ended, other than the caller's. */
  List<Task<T>> remaining() {
    return members.stream()
        .filter(member -> !member.hasEnded())
        .map(GroupMember::task)
        .filter(task -> task.state() != TaskState.ENDED && task != Task.current())
        .toList();
  }

  void requestCancel(String reason) {
    for (Task<T> task : remaining()) {
      boolean _ = task.requestCancel(reason);
    }
  }

  void awaitRemaining() {
    // Some may have spawned others meanwhile.
    for (var left = remaining(); !left.isEmpty(); left = remaining()) {
      left.forEach(Task::lookOn);
    }
  }

  void awaitAll() {
    all().forEach(member -> member.task().lookOn());
  }

  /** Whom the owner waits for, as reports tell it. */
  @Override
  public Collection<Task<?>> holders() {
    return members.stream()
        .filter(member -> !member.hasEnded())
        .<Task<?>>map(GroupMember::task)
        .toList();
  }

  /** How many are left, and of how many. */
  String count() {
    return living + " of " + members.size() + " members left";
  }

  @Override
  public String toString() {
    return "the members of its " + group;
  }
}
