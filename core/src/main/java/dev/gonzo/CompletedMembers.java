package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Iterates over the members of a group in the order in which they end. */
final class CompletedMembers<T extends @Nullable Object> implements Iterator<Task<T>> {
  private final TaskGroup<T> group;
  private final GroupMembers<T> members;
  private final Deque<Task<T>> completed;

  CompletedMembers(TaskGroup<T> group, GroupMembers<T> members, Deque<Task<T>> completed) {
    this.group = group;
    this.members = members;
    this.completed = completed;
  }

  @Override
  @Async
  public boolean hasNext() {
    group.requireOwner("completed");
    Coroutine.trap(CHECKPOINT);
    while (completed.isEmpty() && members.anyLeft()) {
      members.awaitChange();
    }
    return !completed.isEmpty();
  }

  @Override
  @Async
  public Task<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the group has no more members");
    }
    return completed.remove();
  }
}
