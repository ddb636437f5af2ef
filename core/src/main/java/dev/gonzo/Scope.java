package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * A block of a task's code that its cancellation has to know: a block with a deadline, a shield, an
 * idle block, or a group's block.
 *
 * <p>Scopes nest like the blocks. A cancellation cancels a scope with everything inside it, or the
 * whole task.
 */
class Scope {
  private final @Nullable Scope outer;
  private final int depth;
  private final boolean shield;
  private final boolean idle;
  // Its number in the sequence of opened blocks and arrivals, see Cancellation.
  private long openedAt;

  Scope(@Nullable Scope outer, boolean shield) {
    this(outer, shield, false);
  }

  Scope(@Nullable Scope outer, boolean shield, boolean idle) {
    this.idle = idle;
    this.outer = outer;
    this.depth = outer == null ? 1 : outer.depth + 1;
    this.shield = shield;
  }

  @Nullable Scope outer() {
    return outer;
  }

  /** The nesting depth, from 1; 0 means the whole task. */
  int depth() {
    return depth;
  }

  boolean isShield() {
    return shield;
  }

  /**
   * Whether the task is between two pieces of work in this block, and can be cancelled without
   * losing work.
   */
  boolean isIdle() {
    return idle;
  }

  /** Why its block is cancelled; empty for a scope that cancels nothing by itself. */
  String reason() {
    return "";
  }

  /** The name of the task or thread that cancels its block; empty as the reason is. */
  String requester() {
    return "";
  }

  /** Releases what the block holds if the block was left open, such as the members of a group. */
  void abandon() {}

  long openedAt() {
    return openedAt;
  }

  void openedAt(long moment) {
    openedAt = moment;
  }
}
