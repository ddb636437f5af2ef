package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * The scope of a task group's block. If the block is left without closing the group, {@link
 * #abandon} ends the group.
 */
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
