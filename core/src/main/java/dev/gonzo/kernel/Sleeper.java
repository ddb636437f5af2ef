package dev.gonzo.kernel;

/**
 * A task that sleeps: what wakes it, and its way back out, in one object of which there may be a
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
