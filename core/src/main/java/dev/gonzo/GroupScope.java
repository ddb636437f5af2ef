package dev.gonzo;

import org.jspecify.annotations.Nullable;

/** The block of a task group: when it is left open, the group's members must not be lost. */
final class GroupScope extends Scope {
  private final TaskGroup<?> group;

  GroupScope(@Nullable Scope outer, TaskGroup<?> group) {
    super(outer, false);
    this.group = group;
  }

  @Override
  void abandon() {
    group.abandon();
  }
}
