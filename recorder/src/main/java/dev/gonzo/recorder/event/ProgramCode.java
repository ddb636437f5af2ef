package dev.gonzo.recorder.event;

import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.trap.Trap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the code of the program runs in the running task, and not that of the kernel inside a
 * trap. It observes the kernel, or is called by what does. Kernel thread, and the stacks of its
 * tasks.
 */
public final class ProgramCode implements Activation {
  // Blocked tasks, which do not go on at a trap.
  private final Set<Task<?>> blocked = new HashSet<>();
  private boolean inTrap;

  /** Creates it before the first turn. */
  public ProgramCode() {}

  /** {@return whether it runs} */
  public boolean isRunning() {
    return !inTrap;
  }

  /**
   * Sets whether the program's code runs, for work on its stack that is not the program's.
   *
   * @param running whether it does
   */
  public void setRunning(boolean running) {
    inTrap = !running;
  }

  @Override
  public void running(Task<?> task) {
    inTrap = task.switches() > 0 && !(!blocked.isEmpty() && blocked.remove(task));
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    inTrap = true;
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    inTrap = false;
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    inTrap = false;
  }

  @Override
  public void blocked(Task<?> task) {
    if (!inTrap) {
      blocked.add(task);
    }
  }

  @Override
  public void ended(Task<?> task) {
    blocked.remove(task);
  }
}
