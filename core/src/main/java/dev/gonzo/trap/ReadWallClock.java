package dev.gonzo.trap;

import java.time.Instant;

/**
 * Reads the wall clock, which can be set forwards and backwards at any time. Never suspends, so it
 * is not a checkpoint.
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
