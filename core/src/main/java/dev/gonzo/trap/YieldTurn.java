package dev.gonzo.trap;

/** Lets every other ready task run once. */
public record YieldTurn() implements Trap.Scheduling<Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
