package dev.gonzo;

import org.jspecify.annotations.Nullable;

/** The block of a task group, as its task's cancellation sees it. */
final class GroupScope extends Scope {
  private final TaskGroup<?> group;

  GroupScope(@Nullable Scope outer, TaskGroup<?> group) {
    super(outer, false);
    this.group = group;
  }

  /**
   * Closes the block, and those that were left open inside it: their members must not be lost.
   *
   * @return whether there were none
   */
  boolean leave(Cancellation cancellation) {
    boolean inOrder = cancellation.innermost() == this;
    if (!inOrder && !cancellation.isOpen(this)) {
      return false; // an outer block that was left before has closed it
    }
    for (Scope inner = cancellation.innermost();
        inner != null && inner != this;
        inner = cancellation.innermost()) {
      if (inner instanceof GroupScope open) {
        open.group.finish("the group around it was left");
      }
      cancellation.close(inner);
    }
    cancellation.close(this);
    return inOrder;
  }
}
