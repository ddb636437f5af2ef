package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/** Delivers a cancellation that is due, and does nothing else. */
public record Checkpoint() implements Trap.Scheduling<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
