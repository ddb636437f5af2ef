package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** A task that waits at a trap whose answer is in the recording. */
final class ReplayWait implements Suspended {
  private final ReplayDriver driver;
  private final LoopTask<?> task;
  private final Trap<?> trap;

  ReplayWait(ReplayDriver driver, LoopTask<?> task, Trap<?> trap) {
    this.driver = driver;
    this.task = task;
    this.trap = trap;
  }

  @Override
  public @Nullable Object ended(LoopTask<?> waited, @Nullable Object given) throws Exception {
    return driver.recorded(waited, trap);
  }

  /** It could be undone if it was in the recording. */
  @Override
  public boolean undo() {
    return driver.undo(task);
  }

  @Override
  public void abandon() {
    driver.abandon(task);
  }
}
