package dev.gonzo.sim.process;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Undo;

/** A task that waits until no process of a group runs. Simulation's thread only. */
final class GroupWait implements Undo, Runnable {
  private final ChildProcess leader;
  private final LoopTask<?> task;

  GroupWait(ChildProcess leader, LoopTask<?> task) {
    this.leader = leader;
    this.task = task;
  }

  /** A process of the host has ended. */
  @Override
  public void run() {
    if (leader.processes().ofGroup(leader.id()).isEmpty()) {
      resume();
    }
  }

  void resume() {
    leader.forget(this);
    task.resume(null);
  }

  @Override
  public boolean undo() {
    leader.forget(this);
    return true;
  }
}
