package dev.gonzo.trap;

import dev.gonzo.Task;

/** Answers the task that makes the trap. Never suspends. */
public record CurrentTask() implements Trap.Scheduling<Task<?>> {
  @Override
  public Class<?> answerType() {
    return Task.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
