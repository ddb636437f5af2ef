package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * A block of code of one task that matters to its cancellation: one with a deadline, one that is
 * spared from cancellations, or one that only notices those that pass through it.
 *
 * <p>Scopes nest as the blocks do. What is cancelled is a scope, and all that is inside it; the
 * whole task is the outermost.
 */
class Scope {
  private final @Nullable Scope outer;
  private final int depth;
  private final boolean shield;
  private final boolean idle;
  // The moment at which it was opened, as its task's cancellation counts them.
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

  /** How many scopes deep, from 1; 0 stands for the whole task. */
  int depth() {
    return depth;
  }

  boolean isShield() {
    return shield;
  }

  /** Whether what runs here waits between two pieces of work, and may be ended at no loss. */
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

  /** Gives up what the block holds, when the block was left open: a group's members. */
  void abandon() {}

  long openedAt() {
    return openedAt;
  }

  void openedAt(long moment) {
    openedAt = moment;
  }
}
