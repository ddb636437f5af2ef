package dev.gonzo.kernel;

/**
 * The timer of a sleeping task, and the undo of that wait, in one object, since there may be a
 * million.
 */
final class Sleeper extends Timers.Timer implements Wait {
  private final LoopTask<?> task;

  Sleeper(LoopTask<?> task) {
    this.task = task;
  }

  @Override
  void fire(long nowNanos) {
    task.resume(nowNanos);
  }

  @Override
  public boolean undo() {
    task.kernel().clear(this);
    return true;
  }
}
