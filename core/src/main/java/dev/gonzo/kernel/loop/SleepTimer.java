package dev.gonzo.kernel.loop;

import dev.gonzo.Moment;

/**
 * The timer of a sleeping task, and the undo of that wait, in one object, since there may be a
 * million.
 */
final class SleepTimer extends Timers.Timer implements Suspended {
  private final LoopTask<?> task;

  SleepTimer(LoopTask<?> task) {
    this.task = task;
  }

  @Override
  void fire(long nowNanos) {
    task.resume(new Moment(nowNanos));
  }

  @Override
  public boolean undo() {
    task.kernel().clear(this);
    return true;
  }
}
