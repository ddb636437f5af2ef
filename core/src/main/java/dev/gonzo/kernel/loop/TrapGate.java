package dev.gonzo.kernel.loop;

import dev.gonzo.trap.Trap;

/**
 * Lets a task of an observed kernel make its next trap, or holds it back: a replay does so where
 * the task gave up its turn in the recording and does not now, at a blocking call of the JDK.
 */
@FunctionalInterface
public interface TrapGate {
  /**
   * Called on the task's own stack before it makes a trap and the observers are called. May {@link
   * LoopTask#tryYieldTurn yield}.
   *
   * @param task the task
   * @param trap the trap
   */
  void enter(LoopTask<?> task, Trap<?> trap);
}
