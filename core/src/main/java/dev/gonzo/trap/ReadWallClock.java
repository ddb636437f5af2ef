package dev.gonzo.trap;

import java.time.Instant;

/**
 * Reads the wall clock, which somebody may set, forwards and backwards. Never suspends, and so is
 * no checkpoint.
 */
public record ReadWallClock() implements Trap.Surroundings<Instant> {
  @Override
  public Class<?> answerType() {
    return Instant.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
