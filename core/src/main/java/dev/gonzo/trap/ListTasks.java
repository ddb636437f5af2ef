package dev.gonzo.trap;

import dev.gonzo.Task;
import java.util.List;

/**
 * Answers the tasks of the kernel that have not ended, in order of spawning: a snapshot. Never
 * suspends.
 */
public record ListTasks() implements Trap.Scheduling<List<Task<?>>> {
  @Override
  public Class<?> answerType() {
    return List.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
