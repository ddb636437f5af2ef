package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/** Lets every other ready task run once. */
public record YieldTurn() implements Trap.Scheduling<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
