package dev.gonzo.recorder.replay;

import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.trap.Trap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the code of the program runs in the running task, and not that of the kernel inside a
 * trap. Kernel thread, and the stacks of its tasks.
 */
final class ProgramCode implements Activation {
  // Blocked tasks, which do not go on at a trap.
  private final Set<Task<?>> blocked = new HashSet<>();
  private boolean inTrap;

  boolean isRunning() {
    return !inTrap;
  }

  @Override
  public void running(Task<?> task) {
    boolean wasBlocked = blocked.remove(task);
    inTrap = task.switches() > 0 && !wasBlocked;
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
