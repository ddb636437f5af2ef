package dev.gonzo;

import org.jspecify.annotations.Nullable;

/** The block of a task group, as its task's cancellation sees it. */
final class GroupScope extends Scope {
  private final TaskGroup<?> group;

  GroupScope(@Nullable Scope outer, TaskGroup<?> group) {
    super(outer, false);
    this.group = group;
  }

  /** Closes its block; whether none was left open inside it. */
  boolean leave(Cancellation cancellation) {
    return leave(cancellation, this);
  }

  /**
   * Closes a block, and first those that were left open inside it: their members must not be lost.
   *
   * @return whether there were none
   */
  static boolean leave(Cancellation cancellation, Scope scope) {
    if (!cancellation.isOpen(scope)) {
      return false; // an outer block that was left before has closed it
    }
    boolean inOrder = closeInside(cancellation, scope);
    cancellation.close(scope);
    return inOrder;
  }

  /** Closes what was left open inside a block, or, for null, inside the task. */
  static boolean closeInside(Cancellation cancellation, @Nullable Scope outer) {
    boolean none = cancellation.innermost() == outer;
    for (Scope inner = cancellation.innermost();
        inner != null && inner != outer;
        inner = cancellation.innermost()) {
      if (inner instanceof GroupScope open) {
        open.group.abandon();
      }
      cancellation.close(inner);
    }
    return none;
  }
}
