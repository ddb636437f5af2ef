package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** A task that waits at a trap whose answer is in the recording. */
final class ReplayWait implements Suspended {
  private final ReplayDriver driver;
  private final Trap<?> trap;

  ReplayWait(ReplayDriver driver, Trap<?> trap) {
    this.driver = driver;
    this.trap = trap;
  }

  @Override
  public @Nullable Object ended(LoopTask<?> task, @Nullable Object given) throws Exception {
    return driver.recorded(task, trap);
  }

  /** It could be undone if it was in the recording. */
  @Override
  public boolean undo() {
    return driver.next() instanceof Event.Resumed || driver.isOver();
  }

  @Override
  public void abandon() {}
}
