package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/** Does nothing but let a cancellation that is due arrive. */
public record Checkpoint() implements Trap.Scheduling<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
